import json
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from routing.queues import Step, Widening
from routing.reasons import RULINGS, SENTENCES, SO_FAR, STEPS, NoMatch, Reason
from routing.skills import Level
from tests.routing.floor import after, need, needs

lengths = st.timedeltas(timedelta(), timedelta(days=2))
reasons = st.builds(
    Reason,
    st.sampled_from(sorted(RULINGS)),
    needs,
    st.integers(0, 3).map(Level),
    st.booleans(),
    st.sampled_from(Step),
    st.integers(0, 5),
    lengths,
    st.integers(0, 20),
    st.none() | lengths,
    st.booleans(),
)


@given(reasons)
def test_a_reason_survives_being_stored(reason: Reason) -> None:
    assert Reason.from_json(json.loads(json.dumps(reason.to_json()))) == reason


def test_a_reason_reads_as_a_sentence() -> None:
    reason = Reason(
        ruling="next_in_line",
        need=need("billing"),
        level=Level(2),
        speaks=True,
        step=Step.GOOD,
        breadth=2,
        idle_for=timedelta(seconds=65.4),
        others_idle=3,
        waited=timedelta(seconds=25),
    )
    assert reason.sentence() == (
        "Free when this call was the first in line: level 2 for billing, skills: 2, idle for 0:01:05, "
        "others idle: 3; after 0:00:25 level 2 was good enough"
    )


def test_a_reason_that_was_stored_before_steps_could_be_told_apart_is_still_read() -> None:
    reason = Reason("best_match", need(None), Level(3), True, Step.BEST, 1, timedelta(), 0, None)
    stored = reason.to_json()
    del stored["skipped"]
    assert Reason.from_json(stored) == reason


def test_a_step_that_was_not_waited_for_is_told_apart() -> None:
    reason = Reason("best_match", need(None), Level(1), True, Step.ANYBODY, 1, timedelta(), 0, timedelta(), True)
    assert reason.sentence().endswith("after 0:00:00 anybody was good enough, because nobody better was ready")


def test_what_an_agent_lacks_is_said() -> None:
    reason = Reason(
        ruling="best_match",
        need=need("billing", "fr"),
        level=Level(0),
        speaks=False,
        step=Step.ANYBODY,
        breadth=1,
        idle_for=timedelta(),
        others_idle=0,
        waited=None,
    )
    assert reason.sentence() == (
        "The best match of all who were idle: not trained for billing, does not speak fr, skills: 1, "
        "idle for 0:00:00, others idle: 0; anybody was good enough"
    )


def test_every_step_has_its_words() -> None:
    assert set(STEPS) == set(Step)


def test_every_step_has_its_words_so_far() -> None:
    assert set(SO_FAR) == set(Step)


def test_who_may_take_it_so_far_is_said() -> None:
    best, anybody = Widening(Step.BEST, True), Widening(Step.ANYBODY, False, skipped=True)
    assert NoMatch("widens_later", after(20), best).sentence() == (
        "Nobody idle is good enough yet; more agents may take it from 12:00:20 UTC; so far only the best are asked"
    )
    assert NoMatch("nobody_idle", circle=anybody).sentence() == (
        "Everybody who is ready is busy; so far anybody is good enough, in any language, because nobody better is ready"
    )


def test_what_ends_by_itself_is_said_with_its_day() -> None:
    assert NoMatch("not_yet", after(20)).sentence() == ("Its next try is due later; not before 2026-03-02 12:00:20 UTC")


def test_why_nobody_is_rung_reads_as_a_sentence() -> None:
    assert NoMatch("nobody_idle").sentence() == "Everybody who is ready is busy"
    assert NoMatch("widens_later", after(20)).sentence() == (
        "Nobody idle is good enough yet; more agents may take it from 12:00:20 UTC"
    )
    assert all(NoMatch(why).sentence() == words for why, words in SENTENCES.items())
