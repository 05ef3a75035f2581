"""Each rule that keeps promises is needed: without it, a short history is enough for the oracle to find a fault.

The rule is weakened in the running house; the history is one that the whole house lives through unharmed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import redis
from sqlalchemy import text

from routing import recording as machine
from routing import retry_ladder
from routing.agents import Presence
from routing.calendar import Calling
from routing.skills import AgentId, ReservationId
from tests.journeys.askings import asks_for_a_callback, rings_at
from tests.journeys.conftest import MONDAY_NOON
from tests.journeys.lines import line_of
from tests.journeys.test_promise_hours import SATURDAY_EVENING
from tests.journeys.world import World
from tests.oracle import Broken, an_attempt_dials_and_talks_once, examine
from tools.embedded_redis import EmbeddedRedis
from voice_app import attempts as keeping
from voice_app import caring, choices, numbers, promising
from voice_app.caring import Order, Wanted
from voice_app.carrier_errors import TelephonyError
from voice_app.ledger import ActId, Ledger, acts, attempts, escalations
from voice_app.sound import recording
from voice_app.under_way import listening, notices
from workers import recording as taping
from workers import ringing, ticker, transfers, upkeep

Weaken = Callable[[pytest.MonkeyPatch, World], None]
History = Callable[[World], None]


# ── histories that do no harm ───────────────────────────────────────────────────────────────────────────────────────


def two_agents_and_a_lost_answer(world: World) -> None:
    """The call is made, the answer is a 500, and no hook says so either; two agents are ready."""
    caller = asks_for_a_callback(world)
    faults = world.carrier.exchange.faults
    faults.rest("POST", "Calls", answer=500, after_acting=True)
    faults.status_hooks(drop=True, times=2)
    anna, bram = world.signs_on("anna", "bram")
    anna.lets_it_ring()
    bram.lets_it_ring()
    caller.answers_and_says_nothing()
    world.passes("90s")


def two_workers(world: World) -> None:
    """The job is done twice, and the board has forgotten in between that the agent is held."""
    asks_for_a_callback(world)
    run = world.jobs.run["workers.callbacks.keep_promise"]

    def twice(promise: str, attempt: str, agent: str) -> None:
        run(promise, attempt, agent)
        with world.house.ledger.write() as ledger:
            attempts.intend(ledger, promise, f"{attempt}again", agent, world.now)  # type: ignore[arg-type] # ids

    world.jobs.run["workers.callbacks.keep_promise"] = twice
    world.agent("anna").lets_it_ring()
    world.signs_on("anna")
    world.passes("5s")


def a_customer_who_rings_back(world: World) -> None:
    """Withdrawn while the agent's phone rings."""
    asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    anna.rings()
    world.api("POST", f"/api/promises/{world.promise().id}/withdraw", reason="solved")
    world.passes("15s")


def a_customer_who_rings_in_and_talks(world: World) -> None:
    caller = asks_for_a_callback(world)
    world.passes("1m")
    (bram,) = world.signs_on("bram")
    bram.lets_it_ring()
    caller.dials(world.carrier.line).hears("Nu iemand spreken, toets 1").presses("1")
    bram.rings().accepts().is_talking_to(caller)
    caller.waits("40s").hangs_up()
    world.passes("3m")


def nobody_answers_for_two_days(world: World) -> None:
    caller = asks_for_a_callback(world)
    caller.lets_it_ring()
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.passes("26h", until=lambda: rings_at(world, caller) > world.house.line.callback.attempts)


def nobody_signs_on(world: World) -> None:
    asks_for_a_callback(world)
    world.passes("25h")


def asked_in_the_evening(world: World) -> None:
    """It is half past seven on Saturday, and an agent who is never on call is ready all night."""
    world.passes("90m")
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller.answers_and_says_nothing()
    world.passes("2h")


def the_word_that_an_agent_signed_out_is_lost(world: World) -> None:
    """A caller waits for Bram by name, who talks. He signs out, and whoever was to let the caller go died before it."""
    (bram,) = world.signs_on("bram")
    bram.accepts()
    other = world.caller("+31633333333").dials(world.carrier.line).hears("Welkom").presses("1")
    bram.is_talking_to(other)
    caller = world.caller().dials(world.carrier.line).hears("Welkom").says("Bram").hears("U wacht op Bram")
    world.house.board.set_presence(AgentId("bram"), Presence.SIGNED_OUT, world.now)
    world.passes("30s")
    caller.hears_music()


def a_worker_dies(world: World) -> None:
    asks_for_a_callback(world)

    def dies(promise: str, attempt: str, agent: str) -> None:
        with world.house.ledger.write() as ledger:
            attempts.intend(ledger, promise, attempt, agent, world.now)  # type: ignore[arg-type] # ids

    run, world.jobs.run["workers.callbacks.keep_promise"] = world.jobs.run["workers.callbacks.keep_promise"], dies
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    world.passes("2s")
    world.jobs.run["workers.callbacks.keep_promise"] = run
    world.signs_off("anna")
    world.passes("20m")


def a_recorded_caller_is_sent_on(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    anna.accepts()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    anna.is_talking_to(caller)
    bram.accepts()
    _says_yes(world)
    caller.waits("5s")
    world.api("POST", "/api/agents/anna/transfer", need="technical")
    bram.is_talking_to(caller)
    caller.waits("4m").hangs_up()
    world.passes("1m")


def a_yes_is_taken_back(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    anna.is_talking_to(caller)
    talk = _says_yes(world)
    caller.waits("5s")
    recording.want(world.house, AgentId("anna"), talk, "withdraw", world.now)
    caller.waits("5s").hangs_up()
    world.passes("9m")
    world.passes("9m")


def a_supervisor_listens(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.agent("chloe").answers_and_says_nothing()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    anna.is_talking_to(caller)
    (talk,) = world.house.board.talks()
    listening.ask(world.house, AgentId("chloe"), talk, "listen", world.now)
    caller.waits("5s").hangs_up()
    world.passes("1m")


def _says_yes(world: World) -> ReservationId:
    on_board = world.house.board.agent(AgentId("anna"))
    assert on_board is not None
    talk = ReservationId(on_board.reservation or "")
    recording.start(world.house, AgentId("anna"), talk, world.now, caller_agreed=True)
    return talk


# ── weakenings ──────────────────────────────────────────────────────────────────────────────────────────────────────


def a_500_counts_as_not_created(patch: pytest.MonkeyPatch, world: World) -> None:
    not_rung = ringing._not_rung

    def sure(house: Any, claimed: Any, error: TelephonyError) -> Any:
        error.safe_to_repeat, error.trouble = True, None
        return not_rung(house, claimed, error)

    patch.setattr(ringing, "_not_rung", sure)


def there_is_no_unique_index(patch: pytest.MonkeyPatch, world: World) -> None:
    """Nor the claim that stands before it."""
    with world.house.ledger.write() as ledger:
        ledger.execute(text("DROP INDEX one_active_per_promise"))
    intend = attempts.intend

    def unclaimed(ledger: Any, promise: Any, *rest: Any) -> Any:
        ledger.execute(text("UPDATE promises SET state = 'open' WHERE id = :id"), {"id": promise})
        return intend(ledger, promise, *rest)

    patch.setattr(attempts, "intend", unclaimed)


def the_gate_always_wins(patch: pytest.MonkeyPatch, world: World) -> None:
    def open_(ledger: Any, attempt: Any, leg: Any, now: datetime) -> str:
        values = {"leg": leg, "at": now.isoformat(), "id": attempt}
        ledger.execute(
            text("UPDATE attempts SET customer_leg_of = :leg, gated_at = :at WHERE id = :id"),
            values,
        )
        return "won"

    patch.setattr(keeping.attempts, "gate", open_)


def withdrawing_calls_nothing_off(patch: pytest.MonkeyPatch, world: World) -> None:
    patch.setattr(promising.attempts, "call_off", lambda *_: None)


def talking_keeps_nothing(patch: pytest.MonkeyPatch, world: World) -> None:
    patch.setattr(promising, "keep_by_talking", lambda *_: None)


def the_ladder_forgets_how_often(patch: pytest.MonkeyPatch, world: World) -> None:
    next_step = retry_ladder.next_step
    patch.setattr(
        retry_ladder,
        "next_step",
        lambda promise, outcome, calling, _, now, **kw: next_step(promise, outcome, calling, 99, now, **kw),
    )


def nobody_is_warned(patch: pytest.MonkeyPatch, world: World) -> None:
    patch.setattr(escalations, "escalate", lambda *_: None)


def nothing_is_marked_broken(patch: pytest.MonkeyPatch, world: World) -> None:
    patch.setattr(escalations, "mark_broken", lambda *_: ())


def no_hour_is_a_bad_one(patch: pytest.MonkeyPatch, world: World) -> None:
    patch.setattr(Calling, "is_allowed", lambda *_: True)
    patch.setattr(choices, "off_duty", lambda *_: frozenset())


def nobody_reconciles(patch: pytest.MonkeyPatch, world: World) -> None:
    patch.setitem(ticker.DUTIES, ticker.reconcile, timedelta(days=99))
    world.ticker._next_at["reconcile"] = world.now + timedelta(days=99)


def nobody_looks_after_wishes(patch: pytest.MonkeyPatch, _: World) -> None:
    patch.setattr(upkeep, "look_after", lambda *_: None)


def a_recording_goes_along(patch: pytest.MonkeyPatch, _: World) -> None:
    patch.setattr(transfers, "has_stopped", lambda *_: True)
    patch.setattr(taping, "is_talk", lambda *_: True)


def what_is_to_be_gone_is_kept(patch: pytest.MonkeyPatch, _: World) -> None:
    """A machine that takes a recording that is to be gone for done with."""
    acts = dict(machine._ACTS)
    del acts["gone", "ended"]
    patch.setattr(machine, "_ACTS", acts)


def a_yes_is_not_written(patch: pytest.MonkeyPatch, world: World) -> None:
    """The carrier is asked at once."""

    def start(house: Any, agent: Any, talk: Any, now: datetime, **_: Any) -> None:
        held = house.board.reservation(talk)
        world.shop.carrier.record(held.work.id, status_url="https://line.example/recorded/status")

    patch.setattr(recording, "start", start)


def the_notice_is_noted_and_not_spoken(patch: pytest.MonkeyPatch, _: World) -> None:
    before_ring = notices.before_ring

    def silently(*about: Any) -> str:
        before_ring(*about)
        return ""

    patch.setattr(notices, "before_ring", silently)


def whoever_listens_is_heard(patch: pytest.MonkeyPatch, world: World) -> None:
    """The carrier is asked for something else than the supervisor was."""
    take_part = world.shop.carrier.take_part

    def joins(talk: Any, leg: Any, _: Any, **more: Any) -> None:
        take_part(talk, leg, "join", **more)

    patch.setattr(world.shop.carrier, "take_part", joins)
    patch.setattr(listening.listenings, "enters", lambda *_: None)


def a_text_names_the_agent(patch: pytest.MonkeyPatch, _: World) -> None:
    """ "Or call …": the agent's own phone, instead of the line's."""
    patch.setattr(numbers, "read_back", lambda *_: "0612345678")


def an_undo_asks_nobody(patch: pytest.MonkeyPatch, _: World) -> None:
    """A text leaves at once, and what it told of is taken back all the same."""
    untold = acts.untold
    patch.setattr(acts, "untold", lambda ledger, before, limit: untold(ledger, before + timedelta(hours=1), limit))
    patch.setattr(acts, "has_changed", lambda *_: False)
    patch.setattr(
        acts, "claim_undo", lambda ledger, row, now: bool(ledger.execute(acts._of(row).values(undone_at=now)))
    )


def a_supervisor_thinks_again(world: World) -> None:
    """Withdraws a promise because its caller wants it so, and takes that back."""
    asks_for_a_callback(world)
    order = Order(ActId("act"), Wanted("withdraw", because="asked"), "chloe", world.now)
    caring.act(world.house, order, [world.promise().id])
    world.passes("2m")
    caring.undo(world.house, ActId("act"), "chloe", world.now)
    world.passes("15m")


@dataclass(frozen=True)
class Mutant:
    """A weakening, the history that shows it, and the invariant that it breaks."""

    weaken: Weaken
    history: History
    breaks: str
    start: datetime = MONDAY_NOON


LISTENED_TO = {"nl": "Een leidinggevende kan meeluisteren.", "en": "A supervisor may listen."}
SECTIONS: dict[History, dict[str, Any]] = {
    a_supervisor_listens: {"supervisors": ("chloe",), "listening": {"notice": LISTENED_TO}},
}
"""What a history's line has that the others' have not."""

MUTANTS = [
    Mutant(a_500_counts_as_not_created, two_agents_and_a_lost_answer, "I2"),
    Mutant(there_is_no_unique_index, two_workers, "I2"),
    Mutant(withdrawing_calls_nothing_off, a_customer_who_rings_back, "I2"),
    Mutant(talking_keeps_nothing, a_customer_who_rings_in_and_talks, "I1"),
    Mutant(the_ladder_forgets_how_often, nobody_answers_for_two_days, "I3"),
    Mutant(nobody_is_warned, nobody_signs_on, "I1"),
    Mutant(nothing_is_marked_broken, nobody_signs_on, "I1"),
    Mutant(no_hour_is_a_bad_one, asked_in_the_evening, "I3", SATURDAY_EVENING),
    Mutant(nobody_reconciles, a_worker_dies, "I1"),
    Mutant(nobody_looks_after_wishes, the_word_that_an_agent_signed_out_is_lost, "I4"),
    Mutant(a_recording_goes_along, a_recorded_caller_is_sent_on, "I7"),
    Mutant(what_is_to_be_gone_is_kept, a_yes_is_taken_back, "I7"),
    Mutant(the_notice_is_noted_and_not_spoken, a_supervisor_listens, "I4"),
    Mutant(whoever_listens_is_heard, a_supervisor_listens, "I4"),
    Mutant(a_text_names_the_agent, nobody_signs_on, "I3"),
    Mutant(a_yes_is_not_written, a_yes_is_taken_back, "I7"),
    Mutant(an_undo_asks_nobody, a_supervisor_thinks_again, "I1"),
]


@pytest.fixture
def world_at(redis_server: EmbeddedRedis, ledger: Ledger) -> Iterator[Callable[..., World]]:
    """A world that nobody examines but the test."""
    with redis.Redis.from_url(redis_server.url, decode_responses=True) as client:
        client.flushall()
        yield lambda start, **more: World.build(line_of(recording={"mode": "ask"}, **more), ledger, client, start)


HISTORIES = {mutant.history: mutant.start for mutant in MUTANTS}


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.__name__)
def test_the_whole_house_lives_through_it(world_at: Callable[..., World], history: History) -> None:
    world = world_at(HISTORIES[history], **SECTIONS.get(history, {}))
    history(world)
    examine(world.history())


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.weaken.__name__)
def test_a_weakened_house_is_found_out(
    world_at: Callable[..., World], monkeypatch: pytest.MonkeyPatch, mutant: Mutant
) -> None:
    world = world_at(mutant.start, **SECTIONS.get(mutant.history, {}))
    mutant.weaken(monkeypatch, world)
    mutant.history(world)
    with pytest.raises(Broken) as found:
        examine(world.history())
    assert mutant.breaks in found.value.invariants, found.value


@pytest.mark.parametrize("has_gate", [True, False], ids=["with the gate", "without"])
def test_a_request_that_the_carrier_took_twice_leads_to_one_talk_by_the_gate_alone(
    world_at: Callable[..., World], monkeypatch: pytest.MonkeyPatch, has_gate: bool
) -> None:
    """Two agents' phones ring for one attempt, which nothing on our side can prevent, and both press `1`."""
    world = world_at(MONDAY_NOON)
    if not has_gate:
        the_gate_always_wins(monkeypatch, world)
    asks_for_a_callback(world).lets_it_ring()
    run = world.jobs.run["workers.callbacks.keep_promise"]

    def twice(*ids: str) -> None:
        run(*ids)
        (first,) = world.history().agent_legs[ids[1]]  # type: ignore[index] # an AttemptId
        world.shop.carrier.ring(
            world.house.roster[AgentId("bram")].reach,
            url=first.url,
            fallback_url=first.url,
            status_url=first.url,
            rings_for=timedelta(seconds=15),
        )

    world.jobs.run["workers.callbacks.keep_promise"] = twice
    world.agent("anna").accepts()
    world.agent("bram").accepts()
    world.signs_on("anna")
    world.passes("15s")
    assert bool(list(an_attempt_dials_and_talks_once(world.history()))) is not has_gate
