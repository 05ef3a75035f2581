"""Whose a leg is, what is over, what of the board is torn: facts in, verdicts out."""

from collections.abc import Collection, Mapping
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.dialling import LIST_LAG
from routing.ghosts import (
    MEANS,
    SELF_SERVICE,
    TWO_LOOKS,
    Ghost,
    Held,
    KnownCall,
    LiveLeg,
    Owners,
    Records,
    Torn,
    doubtful,
    strays,
    torn,
)
from routing.skills import AgentId, CallSid, ReservationId
from tests.routing.floor import NOON, after

ANNA = AgentId("anna")
IN_A_MENU = KnownCall(has_ended=False, was_answered=False, is_promised=False)
TAKEN_FOR_GONE = KnownCall(has_ended=True, was_answered=False, is_promised=False)


def inbound(sid: str, agent: AgentId | None = None) -> LiveLeg:
    return LiveLeg(CallSid(sid), is_inbound=True, agent=agent, parent=None)


def outbound(sid: str, agent: AgentId | None = ANNA, parent: str | None = None) -> LiveLeg:
    return LiveLeg(CallSid(sid), is_inbound=False, agent=agent, parent=CallSid(parent) if parent else None)


def owners(
    on_board: Collection[str] = (),
    attempted: Collection[str] = (),
    busy: Collection[AgentId] = (),
    ours: Collection[str] = (),
    calls: Mapping[str, KnownCall] | None = None,
) -> Owners:
    sids = [[CallSid(sid) for sid in some] for some in (on_board, attempted, ours)]
    return Owners(sids[0], sids[1], busy, sids[2], {CallSid(sid): known for sid, known in (calls or {}).items()})


# ── legs that nobody owns ───────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_on_the_line_and_taken_for_gone_is_nobody_s_after_two_looks() -> None:
    assert strays([inbound("CA1")], owners(calls={"CA1": TAKEN_FOR_GONE})) == {"CA1": TWO_LOOKS}


def test_who_is_in_a_menu_or_leaves_a_message_is_given_the_time_for_that() -> None:
    assert strays([inbound("CA1")], owners(calls={"CA1": IN_A_MENU})) == {"CA1": SELF_SERVICE}
    assert strays([inbound("CA1")], owners()) == {"CA1": SELF_SERVICE}
    assert timedelta(minutes=3) < SELF_SERVICE


@pytest.mark.parametrize(
    "whose",
    [
        owners(on_board=["CA1"]),
        owners(on_board=["CA1"], calls={"CA1": TAKEN_FOR_GONE}),
        owners(calls={"CA1": KnownCall(has_ended=False, was_answered=True, is_promised=False)}),
        owners(calls={"CA1": KnownCall(has_ended=True, was_answered=True, is_promised=False)}),
        owners(calls={"CA1": KnownCall(has_ended=False, was_answered=False, is_promised=True)}),
    ],
    ids=["waits", "waits again", "talks", "talked", "is promised a callback"],
)
def test_a_caller_of_whom_somebody_knows_is_left_alone(whose: Owners) -> None:
    assert strays([inbound("CA1")], whose) == {}


def test_an_agent_who_phones_in_is_no_stray() -> None:
    assert strays([inbound("CA1", ANNA)], owners()) == {}


def test_our_own_leg_to_an_agent_of_whom_nothing_is_wanted_is_nobody_s() -> None:
    assert strays([outbound("CA1")], owners(ours=["CA1"])) == {"CA1": TWO_LOOKS}


@pytest.mark.parametrize(
    "whose",
    [owners(), owners(ours=["CA1"], attempted=["CA1"]), owners(ours=["CA1"], busy=[ANNA])],
    ids=["never ours", "of an attempt in flight", "the agent is busy with something"],
)
def test_an_outbound_leg_that_may_be_somebody_s_is_left_alone(whose: Owners) -> None:
    assert strays([outbound("CA1")], whose) == {}


legs = st.builds(
    LiveLeg,
    st.sampled_from(["CA1", "CA2", "CA3", "CA4"]).map(CallSid),
    st.booleans(),
    st.sampled_from([ANNA, AgentId("bram"), None]),
    st.sampled_from(["CA1", "CA2", "CA9", None]).map(lambda sid: CallSid(sid) if sid else None),
)
sids = st.frozensets(st.sampled_from(["CA1", "CA2", "CA3", "CA4"]).map(CallSid))
known = st.builds(KnownCall, st.booleans(), st.booleans(), st.booleans())
anybody = st.builds(
    Owners,
    sids,
    sids,
    st.frozensets(st.sampled_from([ANNA, AgentId("bram")])),
    sids,
    st.dictionaries(st.sampled_from(["CA1", "CA2", "CA3", "CA4"]).map(CallSid), known),
)


@given(st.lists(legs, unique_by=lambda leg: leg.sid), anybody)
def test_whoever_is_in_a_conversation_is_never_touched(live: list[LiveLeg], whose: Owners) -> None:
    found = strays(live, whose)
    for leg in live:
        if leg.parent is not None:
            assert leg.sid not in found
            assert leg.parent not in found


@given(st.lists(legs, unique_by=lambda leg: leg.sid), anybody)
def test_what_anybody_owns_is_never_touched(live: list[LiveLeg], whose: Owners) -> None:
    found = strays(live, whose)
    assert not set(found) & set(whose.on_board) & {leg.sid for leg in live if leg.is_inbound}
    assert not set(found) & set(whose.attempted) & {leg.sid for leg in live if not leg.is_inbound}
    assert not {leg.sid for leg in live if not leg.is_inbound and leg.agent in whose.busy} & set(found)


@given(st.lists(legs, unique_by=lambda leg: leg.sid), anybody)
def test_nobody_is_touched_after_one_look(live: list[LiveLeg], whose: Owners) -> None:
    assert all(patience >= TWO_LOOKS for patience in strays(live, whose).values())


# ── calls that are over ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_leg_that_the_list_does_not_show_yet_is_not_doubted() -> None:
    young, old = Held(CallSid("young"), NOON), Held(CallSid("old"), NOON - timedelta(seconds=1))
    shown = Held(CallSid("shown"), NOON - timedelta(hours=1))
    assert list(doubtful([young, old, shown], [CallSid("shown")], NOON + LIST_LAG - timedelta(seconds=1))) == [old]


def test_what_is_doubted_longest_is_asked_after_first() -> None:
    held = [Held(CallSid(f"CA{n}"), after(-n)) for n in (1, 3, 2)]
    assert [one.leg for one in doubtful(held, [], NOON + LIST_LAG)] == ["CA3", "CA2", "CA1"]


# ── the board by itself ─────────────────────────────────────────────────────────────────────────────────────────────

R1, R2 = ReservationId("r1"), ReservationId("r2")


def board(**changed: object) -> Records:
    """Anna talks, Bram rests, one call waits, one promise is held."""
    whole: dict[str, object] = {
        "agents": {ANNA: R1, AgentId("chloe"): R2},
        "rests": [AgentId("bram")],
        "reservations": {R1: ANNA, R2: AgentId("chloe")},
        "calls": {CallSid("CA1"): R1, CallSid("CA2"): None},
        "holds": {"p1": R2},
        "kinds": ["billing:nl[]"],
        "indexes": {
            "expiries": [R2],
            "talks": [R1],
            "lapses": ["bram"],
            "waiting": ["CA2"],
            "seen": ["CA2"],
            "kinds": ["billing:nl[]"],
        },
    }
    return Records(**(whole | changed))  # type: ignore[arg-type] # any of them


def test_a_whole_board_is_left_as_it_is() -> None:
    assert list(torn(board())) == []


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"agents": {ANNA: R1, AgentId("chloe"): R2, AgentId("dirk"): ReservationId("r9")}}, Torn("agent", "dirk")),
        ({"agents": {AgentId("chloe"): R2}}, Torn("reservation", "r1")),
        ({"calls": {CallSid("CA1"): ReservationId("r9"), CallSid("CA2"): None}}, Torn("call", "CA1")),
        ({"calls": {CallSid("CA2"): None, CallSid("CA3"): None}}, Torn("call", "CA3")),
        ({"holds": {"p1": ReservationId("r9")}}, Torn("promise", "p1")),
        ({"rests": []}, Torn("lapses", "bram")),
        ({"kinds": []}, Torn("kinds", "billing:nl[]")),
        ({"calls": {CallSid("CA1"): R1}}, Torn("waiting", "CA2")),
        ({"calls": {CallSid("CA1"): R1}}, Torn("seen", "CA2")),
    ],
    ids=lambda value: f"{value.kind} {value.id}" if isinstance(value, Torn) else "",
)
def test_a_record_whose_other_half_is_gone_is_found(changed: dict[str, object], found: Torn) -> None:
    assert found in list(torn(board(**changed)))


@pytest.mark.parametrize("index", ["expiries", "talks", "lapses", "waiting", "seen", "kinds"])
def test_whatever_stands_in_an_index_is_there(index: str) -> None:
    whole = board()
    listed = board(indexes={**whole.indexes, index: [*whole.indexes[index], "lost"]})  # type: ignore[index] # one of them
    assert list(torn(listed)) == [Torn(index, "lost")]  # type: ignore[arg-type] # one of them


def test_every_kind_of_ghost_is_explained() -> None:
    assert set(MEANS) == set(Ghost)
