"""Redis dies, and comes back with all, half or none of what it knew: every process goes on by itself."""

from collections.abc import Callable

import pytest
import redis

from tests.recovery.people import asks_for_a_callback, eventually, is_called_back, is_promised_a_callback
from tests.recovery.service import Service


def comes_back(service: Service) -> None:
    service.redis.kill()
    service.redis.start()


def comes_back_with_its_file_cut_short(service: Service) -> None:
    """As after a power cut: the end of what it had written is missing, in the middle of a command."""
    service.redis.kill()
    file = service.redis_file()
    with file.open("r+b") as written:
        written.truncate(file.stat().st_size - 500)
    service.redis.start()


def is_wiped(service: Service) -> None:
    with redis.Redis.from_url(service.redis.url) as client:
        client.flushall()


@pytest.mark.fault("F8", "F9")
@pytest.mark.parametrize("befalls", [comes_back, comes_back_with_its_file_cut_short, is_wiped])
def test_the_processes_go_on_by_themselves(service: Service, befalls: Callable[[Service], None]) -> None:
    before, after, agent = service.caller(), service.caller(), service.agent()
    asks_for_a_callback(before)
    processes = [service.one(kind) for kind in ("web", "worker", "ticker")]
    befalls(service)
    is_promised_a_callback(after)
    eventually(lambda: after.texts, "the worker hears the bell again")
    eventually(lambda: service.status().ok, "the board is there again")
    service.signs_on(agent)
    for caller in (before, after):
        is_called_back(agent.phone, caller)
        eventually(lambda one=caller: service.promise(one).state == "kept", "both promises are kept")
    assert len(agent.phone.legs) == 2
    assert all(process.lives for process in processes)


@pytest.mark.fault("F6", "F8")
def test_a_caller_is_promised_a_callback_while_it_is_down(service: Service) -> None:
    caller, agent = service.caller(), service.agent()
    service.redis.kill()
    is_promised_a_callback(caller)
    service.redis.start()
    eventually(lambda: service.status().ok, "the board is there again")
    service.signs_on(agent)
    is_called_back(agent.phone, caller)
    eventually(lambda: service.promise(caller).state == "kept", "the promise is kept")
