"""What supervisors do with promises, on the virtual clock: done, refused, twice, taken back, and told of afterwards."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from routing.skills import AgentId, PromiseId
from routing.spans import Span
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.conftest import MONDAY_NOON, WorldOf
from tests.journeys.world import World
from tests.ledger.made import owed
from voice_app import caring
from voice_app.caring import MOST, UNDO_FOR, Done, Order, Undone, Wanted
from voice_app.ledger import ActId, Phone, acts, promises, texts
from voice_app.ledger.promise import Promise, Window
from voice_app.numbers import Phone as NumbersPhone
from voice_app.privacy import erasing

CHLOE, ANNA, BRAM = "chloe", AgentId("anna"), AgentId("bram")
ids = count(1)


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(supervisors=("chloe",))


def does(world: World, kind: caring.Kind, *chosen: PromiseId, as_of: int | None = None, **said: object) -> Done:
    order = Order(ActId(f"act{next(ids)}"), Wanted(kind, **said), CHLOE, world.now, as_of)  # type: ignore[arg-type]  # its fields
    return caring.act(world.house, order, chosen or [world.promise().id])


def undoes(world: World, done: Done) -> Undone:
    undone = caring.undo(world.house, done.act, CHLOE, world.now)
    assert undone is not None
    return undone


def owe(world: World, phone: str = "+31622222222", **body: object) -> PromiseId:
    return PromiseId(world.api("POST", "/api/promises", phone=phone, need="billing", language="nl", **body).json["id"])


def found(world: World, promise: PromiseId) -> Promise:
    with world.house.ledger.read() as ledger:
        one = promises.get(ledger, promise)
    assert one is not None
    return one


def why(done: Done) -> list[str]:
    return list(done.refused.values())


def after(world: World, **length: float) -> Span:
    return Span(world.now + timedelta(**length), world.now + timedelta(**length) + timedelta(hours=1))


# ── each act ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_call_now_goes_before_a_live_caller_and_lasts_until_the_person_is_rung(world: World) -> None:
    promise = owe(world)
    does(world, "move", promise, window=after(world, hours=5))
    assert does(world, "call_now", promise).done == (promise,)
    standing = found(world, promise)
    assert (standing.window, standing.not_before, standing.hurried_at) == (None, world.now, world.now)
    waiting = world.caller("+31633333333").dials(world.carrier.line).waits("4s").presses("1")
    customer = world.caller("+31622222222")
    customer.lets_it_ring()
    world.agent("anna").accepts()
    world.signs_on("anna")
    world.passes("30s")
    assert world.attempts(promise)[0].dialled
    world.passes("2m")
    assert found(world, promise).hurried_at is None
    waiting.hangs_up()


def test_a_promise_that_is_wanted_now_is_met_behind_a_hundred_more_urgent_ones(world: World) -> None:
    with world.house.ledger.write() as ledger:
        for number in range(105):
            owed(ledger, PromiseId(f"P{number}"), Phone(f"+316111{number:05}"), made_at=world.now)
    last = owe(world)
    does(world, "call_now", last)
    world.caller("+31622222222").answers_and_says_nothing()
    world.agent("anna").accepts()
    world.signs_on("anna")
    world.passes("20s")
    assert world.attempts(last), "the others were called first"


def test_now_is_never_a_bad_hour(world_of: WorldOf) -> None:
    world = world_of(start=MONDAY_NOON.replace(hour=22), supervisors=("chloe",))
    promise = owe(world)
    assert does(world, "call_now", promise).done
    world.agent("anna").accepts()
    world.signs_on("anna")
    world.passes("8h")
    assert not world.attempts(promise)


def test_what_is_given_is_the_agents_alone_for_a_while_and_everybodys_again(world: World) -> None:
    promise = owe(world)
    world.agent("bram").accepts()
    assert does(world, "give", promise, agent=ANNA, until_at=world.now + timedelta(hours=1)).done
    world.signs_on("bram")
    world.passes("10m")
    assert not world.attempts(promise)
    assert found(world, promise).preferred_agent == ANNA
    assert does(world, "give_back", promise).done
    world.passes("10s")
    assert world.attempts(promise)[0].agent_id == BRAM
    world.passes("1m")


def test_given_while_at_risk_it_is_the_agents_until_an_hour_before_its_end(world: World) -> None:
    promise = owe(world)
    due_by = found(world, promise).effective_due_by
    world.passes(due_by - world.now - timedelta(minutes=100))
    assert found(world, promise).escalated_at is not None
    assert does(world, "give", promise, agent=ANNA).done
    assert found(world, promise).preferred_until == due_by - timedelta(hours=1)
    world.passes("45m")
    assert why(does(world, "give", promise, agent=BRAM)) == ["too_late_to_give"]


def test_who_is_not_on_the_roster_or_would_ring_the_own_phone_is_given_nothing(world: World) -> None:
    promise = owe(world)
    assert why(does(world, "give", promise, agent=AgentId("nobody"))) == ["no_such_agent"]
    assert why(does(world, "give", promise)) == ["no_such_agent"]
    own = owe(world, "+31612345678")
    assert why(does(world, "give", own, agent=ANNA)) == ["own_phone"]
    assert why(does(world, "give_back", promise)) == ["nobodys"]


def test_it_moves_within_its_deadline_which_never_moves(world: World) -> None:
    promise = owe(world)
    before = found(world, promise)
    assert does(world, "move", promise, window=after(world, hours=4)).done
    moved = found(world, promise)
    assert moved.window == Window(world.now + timedelta(hours=4), world.now + timedelta(hours=5))
    assert (moved.due_by, moved.effective_due_by) == (before.due_by, before.effective_due_by)
    assert why(does(world, "move", promise, window=after(world, hours=30))) == ["does_not_fit"]
    assert why(does(world, "move", promise)) == ["does_not_fit"]


def test_a_number_outside_policy_is_approved_or_refused_by_name(world: World) -> None:
    one, other = owe(world, "+442079460958"), owe(world, "+442079460959")
    assert why(does(world, "call_now", one)) == ["unapproved"]
    assert why(does(world, "move", one, window=after(world, hours=4))) == ["unapproved"]
    assert does(world, "approve", one).done
    assert does(world, "refuse", other).done
    assert (found(world, one).needs_approval, found(world, one).approved_by) == (False, CHLOE)
    assert (found(world, other).state, found(world, other).reason) == ("withdrawn", "not_approved")
    assert [why(does(world, kind, one)) for kind in ("approve", "refuse")] == [["not_asked"], ["not_asked"]]
    assert world.timeline(other)[-1].data == {"by": CHLOE, "because": "not_approved"}


def test_an_act_on_a_closed_promise_says_so(world: World) -> None:
    promise = owe(world)
    does(world, "withdraw", promise)
    for kind in ("call_now", "give", "give_back", "move", "approve", "refuse", "withdraw"):
        assert why(does(world, kind, promise)) == ["closed"], kind  # type: ignore[arg-type]  # each of them


def test_what_nobody_knows_is_done_to_nobody(world: World) -> None:
    assert does(world, "call_now", PromiseId("nowhere")) == Done(ActId(f"act{next(ids) - 1}"), (), {})


def test_two_supervisors_at_once_are_told(world: World) -> None:
    """Both saw the same page; the second is told that it has changed, and nothing of the second's is done."""
    promise = owe(world)
    with world.house.ledger.read() as ledger:
        as_of = acts.newest_entry(ledger)
    assert does(world, "give", promise, agent=ANNA, as_of=as_of).done
    assert why(does(world, "give", promise, agent=BRAM, as_of=as_of)) == ["changed"]
    assert found(world, promise).preferred_agent == ANNA


def test_who_was_told_of_it_has_not_changed_it(world: World) -> None:
    promise = owe(world)
    with world.house.ledger.read() as ledger:
        as_of = acts.newest_entry(ledger)
    world.passes(found(world, promise).effective_due_by - world.now - timedelta(minutes=100))
    assert "escalated" in world.events(promise)
    assert does(world, "call_now", promise, as_of=as_of).done


def test_a_form_that_comes_twice_is_one_act(world: World) -> None:
    promise = owe(world)
    order = Order(ActId("twice"), Wanted("give", agent=ANNA), CHLOE, world.now)
    first, second = (caring.act(world.house, order, [promise]) for _ in range(2))
    assert first == second
    assert world.events(promise).count("given") == 1


def test_an_act_that_broke_off_half_way_goes_on_when_the_form_comes_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed_ones = [PromiseId(f"P{number:02}") for number in range(12)]
    with world.house.ledger.write() as ledger:
        for number, one in enumerate(owed_ones):
            owed(ledger, one, Phone(f"+316111{number:05}"), made_at=world.now)
    order = Order(ActId("one"), Wanted("give", agent=ANNA), CHLOE, world.now)
    real, written = acts.done, count(1)

    def dies(*about: object) -> None:
        if next(written) > 11:
            raise RuntimeError("killed")
        real(*about)  # type: ignore[arg-type]  # as it was called

    with monkeypatch.context() as killed:
        killed.setattr(acts, "done", dies)
        with pytest.raises(RuntimeError, match="killed"):
            caring.act(world.house, order, owed_ones)
    given = [found(world, one).preferred_agent for one in owed_ones]
    assert given.count(ANNA) == 10, "a transaction's worth stands, whole"
    world.passes("1m")
    again = replace(order, at=world.now)
    assert set(caring.act(world.house, again, owed_ones).done) == set(owed_ones)
    assert {found(world, one).preferred_agent for one in owed_ones} == {ANNA}
    assert [world.events(one).count("given") for one in owed_ones] == [1] * 12
    assert set(undoes(world, Done(order.id, (), {})).done) == set(owed_ones)
    assert caring.act(world.house, replace(order, at=world.now), owed_ones).done == tuple(sorted(owed_ones))
    assert {found(world, one).preferred_agent for one in owed_ones} == {None}, "what was taken back stays so"


def test_the_same_form_with_something_else_in_it_does_nothing(world: World) -> None:
    one, other = owe(world), owe(world, "+31633333333")
    order = Order(ActId("one"), Wanted("give", agent=ANNA), CHLOE, world.now)
    caring.act(world.house, order, [one])
    for changed in (replace(order, by="bea"), replace(order, wanted=Wanted("withdraw", because="asked"))):
        caring.act(world.house, changed, [one, other])
    late = replace(order, at=world.now + UNDO_FOR)
    caring.act(world.house, late, [other])
    assert (found(world, one).state, found(world, other).preferred_agent) == ("open", None)


def test_of_somebody_who_was_erased_nothing_is_written_and_nothing_comes_back(world: World) -> None:
    promise = owe(world)
    done = does(world, "withdraw", promise, because="asked", words="Jan says never again")
    assert erasing.erase(world.house, NumbersPhone("+31622222222"), CHLOE, world.now).done_at == world.now
    assert caring.note(world.house, promise, "It was Jan", CHLOE, world.now) == "erased"
    assert undoes(world, done).kept == {promise: "changed"}
    world.passes("11m")
    gone = found(world, promise)
    assert (gone.state, gone.phone, gone.reason) == ("withdrawn", None, None)
    assert [matter.note for matter in world.matters(promise)] == [None]
    assert said_to(world, promise) == []


def test_no_more_than_five_hundred_are_acted_on(world: World) -> None:
    many = [PromiseId(f"P{number}") for number in range(MOST + 1)]
    last = owe(world)
    assert not does(world, "call_now", *many, last).done


def test_a_ring_that_is_needless_stops_and_a_talk_goes_on(world: World) -> None:
    promise = owe(world)
    (anna,) = world.signs_on("anna")
    anna.rings()
    assert why(does(world, "call_now", promise)) == ["being_called"]
    assert does(world, "withdraw", promise).done
    world.passes("2s")
    assert not anna.is_ringing


def test_a_note_is_read_by_whoever_calls_and_stands_once(world: World) -> None:
    promise = owe(world)
    for _ in range(2):
        assert caring.note(world.house, promise, "Ask for <b>Jan</b>", CHLOE, world.now) is None
    assert [matter.note for matter in world.matters(promise)] == [None, "Ask for <b>Jan</b>"]
    assert world.events(promise).count("noted") == 1
    assert caring.note(world.house, PromiseId("nowhere"), "?", CHLOE, world.now) == "unknown"


# ── taken back ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("call_now", {}),
        ("give", {"agent": ANNA}),
        ("withdraw", {"because": "asked"}),
        ("move", {"window": "later"}),
    ],
)
def test_what_is_undone_is_what_it_was(world: World, kind: caring.Kind, said: dict[str, object]) -> None:
    promise = owe(world)
    does(world, "move", promise, window=after(world, hours=2))
    before = found(world, promise)
    if said.get("window"):
        said = {"window": after(world, hours=6)}
    done = does(world, kind, promise, **said)
    assert found(world, promise) != before
    world.passes("9m")
    assert undoes(world, done).done == (promise,)
    assert found(world, promise) == before
    assert world.timeline(promise)[-1].data == {"act": done.act, "kind": kind, "by": CHLOE}
    assert undoes(world, done).done == (promise,)  # once: what was taken back stays so
    assert world.events(promise).count("undone") == 1


def test_approving_and_refusing_are_undone_too(world: World) -> None:
    one, other = owe(world, "+442079460958"), owe(world, "+442079460959")
    before = found(world, one), found(world, other)
    approved, refused = does(world, "approve", one), does(world, "refuse", other)
    undoes(world, approved)
    undoes(world, refused)
    assert (found(world, one), found(world, other)) == before


def test_after_ten_minutes_nothing_is_undone(world: World) -> None:
    done = does(world, "withdraw", owe(world))
    world.passes(UNDO_FOR)
    assert list(undoes(world, done).kept.values()) == ["too_late"]
    assert caring.undo(world.house, ActId("nowhere"), CHLOE, world.now) is None


def test_only_what_nothing_else_has_happened_to_is_undone(world: World) -> None:
    """Of two, one was called meanwhile."""
    one, other = owe(world), owe(world, "+31633333333")
    done = does(world, "call_now", one, other)
    world.signs_on("anna")
    world.passes("10s")
    undone = undoes(world, done)
    assert (undone.done, undone.kept) in [((other,), {one: "changed"}), ((one,), {other: "changed"})]
    world.passes("3m")


def test_a_withdrawn_promise_is_not_brought_back_beside_another(world: World) -> None:
    """One promise for each phone: the person has asked again meanwhile."""
    promise = owe(world)
    done = does(world, "withdraw", promise)
    again = owe(world)
    assert again != promise
    assert undoes(world, done).kept == {promise: "in_the_way"}
    assert (found(world, promise).state, found(world, again).state) == ("withdrawn", "open")


def test_who_rang_us_meanwhile_and_was_answered_is_owed_nothing(world: World) -> None:
    promise = owe(world)
    done = does(world, "withdraw", promise)
    (anna,) = world.signs_on("anna")
    caller = world.caller("+31622222222").dials(world.carrier.line).waits("4s").presses("1")
    anna.accepts().is_talking_to(caller)
    world.passes("30s")
    caller.hangs_up()
    world.passes("5s")
    assert undoes(world, done).kept == {promise: "spoken"}
    assert found(world, promise).state == "withdrawn"


def test_brought_back_late_it_is_broken_and_told(world: World) -> None:
    promise = owe(world)
    due_by = found(world, promise).due_by
    world.passes(due_by - world.now - timedelta(minutes=3))
    done = does(world, "withdraw", promise)
    world.passes("8m")
    assert undoes(world, done).done
    world.passes("40s")
    brought_back = found(world, promise)
    assert (brought_back.state, brought_back.due_by) == ("open", due_by)
    assert brought_back.broken_at is not None


def test_a_ring_that_was_stopped_is_over_before_the_next(world: World) -> None:
    promise = owe(world)
    (anna,) = world.signs_on("anna")
    anna.rings()
    done = does(world, "withdraw", promise)
    world.carrier.exchange.faults.rest("POST", "Calls*", answer=500, times=9)  # the ring is not stopped
    assert undoes(world, done).done
    world.passes("5m")
    assert len(world.attempts(promise)) >= 2


# ── texts wait ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_text_leaves_before_the_act_stands_and_none_of_what_was_undone(world: World) -> None:
    caller = asks_for_a_callback(world)
    world.passes("1m")
    caller.received_text("we bellen u terug")
    first = does(world, "withdraw", because="asked")
    world.passes("9m")
    undoes(world, first)
    world.passes("20m")
    assert said_to(world) == ["text_promised"]
    does(world, "withdraw", because="asked")
    world.passes("9m")
    assert said_to(world) == ["text_promised"]
    world.passes("2m")
    assert said_to(world) == ["text_promised", "text_withdrawn"]


@pytest.mark.parametrize("because", ["spoken", "twice", "mistake", "other"])
def test_who_did_not_ask_for_it_is_not_told_as_you_asked(world: World, because: caring.Because) -> None:
    asks_for_a_callback(world)
    does(world, "withdraw", because=because)
    world.passes("20m")
    assert said_to(world) == ["text_promised"]


def test_who_is_moved_is_told_the_new_time(world: World) -> None:
    asks_for_a_callback(world)
    does(world, "move", window=after(world, hours=4))
    world.passes("11m")
    world.passes("1s")
    assert said_to(world) == ["text_promised", "text_promised"]
    with world.house.ledger.read() as ledger:
        assert "16" in str(texts.of_promise(ledger, world.promise().id)[-1].body)


def test_what_is_not_true_any_more_is_not_told(world: World) -> None:
    caller = asks_for_a_callback(world)
    does(world, "move", window=after(world, hours=4))
    does(world, "call_now")
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
    world.passes("20m")
    assert said_to(world).count("text_promised") == 1


def said_to(world: World, promise: PromiseId | None = None) -> list[str]:
    with world.house.ledger.read() as ledger:
        return [text.phrase for text in texts.of_promise(ledger, promise or world.promise().id)]
