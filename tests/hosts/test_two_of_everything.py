"""Two hosts, and one of everything dies at a time: calls go on, nobody is dialled twice, promises are kept."""

import html
import signal
from datetime import timedelta

import pytest

from carrier.phone import Phone
from tests.hosts.two_hosts import EVERY, TwoHosts
from tests.pages.visitors import begin_session
from tests.recovery.cases.restart import turns, waits
from tests.recovery.people import (
    asks_for_a_callback,
    eventually,
    hears,
    is_called_back,
    is_promised_a_callback,
    offered,
)
from voice_app.ledger import alarms

pytestmark = pytest.mark.timeout(400)

ANY_MINUTE = timedelta(seconds=100)
"""For what is judged by the minute, on a machine that is slow."""
NOBODY_WATCHES = "Niemand bewaakt onze beloften"


@pytest.mark.fault("F29")
def test_two_of_every_process_are_one_service(hosts: TwoHosts) -> None:
    caller, agent = asks_for_a_callback(hosts.caller()), hosts.agent()
    hosts.signs_on(agent)
    is_called_back(agent.phone, caller)
    eventually(lambda: hosts.promise(caller).state == "kept", "the promise is kept")
    assert hosts.rings_at(caller) == len(agent.phone.legs) == 1
    asked = {host for _, _, answering in hosts.proxy.answered() for host in answering}
    assert len(asked & hosts.addresses("web")) == 2, "both have taken steps of calls"
    assert not hosts.exchange.complaints


def test_a_step_that_one_web_died_with_is_taken_by_the_other(hosts: TwoHosts) -> None:
    caller = hosts.caller()
    hosts.order("promise.after_commit")
    hears(offered(caller).presses("1"), "Afgesproken").hangs_up()
    hosts.is_obeyed("promise.after_commit")
    assert hosts.promise(caller).source == "closed"
    assert not hosts.exchange.complaints


@pytest.mark.fault("F29")
@pytest.mark.parametrize("kind", EVERY)
def test_one_of_each_dies_and_nobody_on_the_phone_notices(hosts: TwoHosts, kind: str) -> None:
    caller, agent = asks_for_a_callback(hosts.caller()), hosts.agent()
    hosts.declares(hosts.agent(), "on_break")
    waiting = waits(hosts.caller())
    hosts.living(kind)[0].kill()
    before = turns(hosts, waiting)
    hosts.signs_on(agent)
    is_called_back(*first_the_one_who_waits(agent.phone, waiting), caller)
    eventually(lambda: hosts.promise(caller).state == "kept", "the promise is kept")
    assert hosts.rings_at(caller) == 1
    assert turns(hosts, waiting) >= before
    assert not hosts.exchange.complaints


def first_the_one_who_waits(agent: Phone, waiting: Phone) -> tuple[Phone]:
    """A live caller goes before a promise that has time."""
    eventually(lambda: agent.is_ringing, f"{agent.name} rings")
    hears(agent.answers(), "Een rekening").presses("1")
    eventually(lambda: agent.talks_to(waiting), f"{agent.name} talks to {waiting.name}")
    waiting.hangs_up()
    eventually(lambda: not agent.is_in_call, f"{agent.name} is hung up")
    return (agent,)


def test_the_master_of_redis_dies_while_calls_come_in(hosts: TwoHosts) -> None:
    hosts.declares(hosts.agent(), "on_break")
    waiting, agent = waits(hosts.caller()), hosts.agent()
    is_promoted = hosts.servers.loses_its_master()
    caller = is_promised_a_callback(hosts.caller())
    is_promoted()
    eventually(lambda: hosts.status().ok, "the board is there again")
    before = turns(hosts, waiting)
    eventually(lambda: turns(hosts, waiting) > before, "whoever waited waits on")
    # The other `web` may have found the board gone a moment later, and not ask it again yet.
    eventually(lambda: hosts.api("PUT", f"/agents/{agent.id}/presence", presence="ready").ok, "who signs on is ready")
    is_called_back(*first_the_one_who_waits(agent.phone, waiting), caller)
    eventually(lambda: hosts.promise(caller).state == "kept", "the promise is kept")
    assert not hosts.exchange.complaints


@pytest.mark.fault("F31")
def test_without_a_ticker_every_page_and_status_say_so_and_an_alarm_is_raised(hosts: TwoHosts) -> None:
    """The last of this module: `web` and `pages` give a ticker its minute, counted from when they came themselves."""
    session = begin_session(hosts.shop.house, hosts.agent().id)
    assert NOBODY_WATCHES not in banner(hosts, session)
    for ticker in hosts.living("ticker"):
        ticker.tell(signal.SIGKILL)
        assert ticker.ends() == -signal.SIGKILL
    hosts.ages("ticker", "61s")
    assert hosts.status().status_code == 503
    eventually(lambda: NOBODY_WATCHES in banner(hosts, session), "the page says so", ANY_MINUTE)
    eventually(lambda: hosts.status().status_code == 503 and is_alarmed(hosts), "an alarm is raised", ANY_MINUTE)
    hosts.only()
    eventually(lambda: hosts.status().ok, "all is well")
    eventually(lambda: not is_alarmed(hosts), "and the alarm is over")


def banner(hosts: TwoHosts, session: str) -> str:
    shown = hosts.page("/banner", session)
    assert shown.status_code == 200, shown.text
    return html.unescape(shown.text)


def is_alarmed(hosts: TwoHosts) -> bool:
    with hosts.ledger.read() as ledger:
        return any(alarm.rule == "ticker_silent" for alarm in alarms.standing(ledger))
