"""What comes in at the same instant, in real threads, on both databases: of two one happens, and nothing is lost."""

import shutil
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from carrier.phone import Phone
from routing.skills import AgentId, PromiseId
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.at_once import LONGEST, TwiceAtOnce, at_once, hook
from tests.journeys.test_transfer_cold import talking
from tests.journeys.world import World
from tests.ledger.conftest import fresh_database, postgres
from voice_app import caring
from voice_app.caring import Kind, Order, Wanted
from voice_app.ledger import ActId, Ledger, together

__all__ = ["postgres"]

pytestmark = pytest.mark.fault("F19", "F20", "F25")


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(
    request: pytest.FixtureRequest, empty_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Ledger]:
    """On SQLite, of two writers neither gives up on the other: how long one waits is no question here, and a machine
    that is busy with other tests keeps a thread from its turn for longer than a caller would wait."""
    if request.param == "sqlite":
        monkeypatch.setattr(together, "TURN", LONGEST)
        monkeypatch.setattr(together, "COMMITTED_WITHIN", LONGEST)
        shutil.copy(empty_ledger, tmp_path / "ledger.db")
        ledger = Ledger(f"sqlite:///{tmp_path}/ledger.db")
        yield ledger
        ledger.close()
        return
    with fresh_database(request.getfixturevalue("postgres")) as url:
        ledger = Ledger(url)
        yield ledger
        ledger.close()


@pytest.fixture
def twice(ledger: Ledger, world: World) -> World:
    """A world in which every hook comes twice at once; on the one database the first answer is heard, on the other the
    second."""
    exchange = world.carrier.exchange
    exchange.transport = TwiceAtOnce(exchange.transport, 0 if ledger.file is None else 1)
    return world


def test_a_promise_is_made_once_and_kept_by_one_call_where_every_hook_comes_twice_at_once(twice: World) -> None:
    caller = asks_for_a_callback(twice)
    (anna,) = twice.signs_on("anna")
    is_called_back(twice, anna, caller)
    caller.hangs_up()
    anna.hears("Gesproken, toets 1").presses("1").was_hung_up()
    promise = twice.promise()
    assert (promise.state, promise.kept_how) == ("kept", "spoke")
    assert len(twice.attempts(promise.id)) == 1
    assert len(caller.texts) == 1


def test_a_call_is_answered_and_sent_on_once_where_every_hook_comes_twice_at_once(twice: World) -> None:
    anna, bram = twice.signs_on("anna", "bram")
    caller = talking(twice, anna)
    bram.accepts()
    twice.api("POST", "/api/agents/anna/transfer", need="technical")
    bram.is_talking_to(caller)
    caller.hangs_up()
    twice.passes("2s")
    assert (twice.call(caller).outcome, twice.call(caller).answered_by) == ("answered", "bram")


# ── two who act on one thing ────────────────────────────────────────────────────────────────────────────────────────


def is_owed(world: World) -> PromiseId:
    made = world.api("POST", "/api/promises", phone="+31622222222", need="billing")
    return PromiseId(made.json["id"])


def acts(world: World, promise: PromiseId, kind: Kind, by: str) -> Callable[[], Any]:
    wanted = Wanted(kind, agent=AgentId("bram") if kind == "give" else None)
    order = Order(ActId(world.house.new_id()), wanted, by, world.now)
    return lambda: caring.act(world.house, order, [promise])


@pytest.mark.parametrize(("one", "other"), list(combinations(("withdraw", "give", "call_now"), 2)))
def test_of_two_supervisors_both_are_told_what_came_of_it(world: World, one: Kind, other: Kind) -> None:
    promise = is_owed(world)
    answers = at_once(
        acts(world, promise, one, "chloe"), acts(world, promise, other, "bram"), lambda: world.ticker.tick(world.now)
    )
    done = [answer.done for answer in answers if answer is not None]
    refused = [answer.refused for answer in answers if answer is not None]
    state = world.promise().state
    assert sum(map(len, done)) + sum(map(len, refused)) == 2
    assert (state == "withdrawn") == any("withdrawn" in event for event in world.events(promise))
    world.passes("30s")
    world.api("POST", f"/api/promises/{promise}/withdraw", reason="over")


# ── one who comes while the other goes ──────────────────────────────────────────────────────────────────────────────


def rung(world: World) -> tuple[Phone, Phone]:
    """A caller for whom an agent's phone has been answered, and who has heard the whisper."""
    (anna,) = world.signs_on("anna")
    anna.answers_and_says_nothing()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    anna.rings(within="30s")
    anna.hears("toets 1", within="30s")
    return anna, caller


def test_an_agent_accepts_in_the_instant_in_which_the_caller_hangs_up(world: World) -> None:
    anna, caller = rung(world)
    ring = world.reservation("anna")
    anna_leg, leg = anna.legs[-1].sid, caller.legs[-1].sid
    answers = at_once(
        hook(
            world,
            f"/voice/accept?l=nl&i={ring}&v=1",
            anna_leg,
            Digits="1",
            CallStatus="in-progress",
            From=world.carrier.line,
            To=anna.address,
            Direction="outbound-dial",
        ),
        hook(
            world,
            "/voice/status",
            leg,
            CallStatus="completed",
            From=caller.address,
            To=world.carrier.line,
            Direction="inbound",
        ),
    )
    assert set(answers) == {200, 204}
    caller.hangs_up()
    world.passes("5s")
    assert world.call(caller).outcome in ("answered", "abandoned")
    assert world.activity("anna") in ("idle", "wrapping_up")
