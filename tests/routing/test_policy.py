"""The decision, by example and against a naive scan of everybody."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.agents import Agent, Move, Presence
from routing.plan import Plan
from routing.policy import Candidate, Choice, Head, PromiseHead, agent_order, candidate, choose, next_work
from routing.queues import AHEAD_OF_ALL, Step, WaitingCall, Widening, Wish, WishedBecause, Work, call_order, count_staff
from routing.reasons import NoMatch
from routing.rules import Rules
from routing.skills import GOOD, AgentId, Need, PromiseId
from tests.routing import floor
from tests.routing.floor import NOON, PLAIN, RULES, after, agent, call, need, skilled

ANNA = agent("anna", skilled(billing=3), idle_since=after(-60))
BERT = agent("bert", skilled(billing=3, technical=2), idle_since=after(-300))
CORA = agent("cora", skilled("nl fr", technical=3), idle_since=after(-600))
NO_PLAN = Plan()
BEST_ONLY = Widening(Step.BEST, keeps_language=True)


def chosen(
    work: WaitingCall | PromiseHead, agents: Iterable[Agent], seconds: float = 0, rules: Rules = RULES
) -> Choice | NoMatch:
    """The decision over everybody who is free."""
    everybody = list(agents)
    idle = [candidate(one, work.need) for one in everybody if one.is_free]
    staffing = count_staff(everybody, work.need, work.barred)
    return choose(work, idle, staffing, rules, after(seconds), wished=wished_by(work, everybody))


def wished_by(work: WaitingCall | PromiseHead, agents: Iterable[Agent]) -> Agent | None:
    """The agent of the call's wish."""
    wish = work.wish if isinstance(work, WaitingCall) else None
    return next((one for one in agents if wish and one.id == wish.agent), None)


def who(decision: Choice | NoMatch) -> str:
    return decision.agent if isinstance(decision, Choice) else decision.why


def heads(calls: Iterable[WaitingCall], agents: Iterable[Agent]) -> list[Head]:
    everybody = list(agents)
    return [Head(one, count_staff(everybody, one.need, one.barred), wished_by(one, everybody)) for one in calls]


def taken(
    one: Agent,
    calls: Iterable[WaitingCall] = (),
    promises: Iterable[PromiseHead] = (),
    *,
    idle: int = 1,
    plan: Plan = NO_PLAN,
    rules: Rules = RULES,
    seconds: float = 0,
) -> str:
    """What the agent takes up, being the only one who is ready."""
    decision = next_work(one, heads(calls, [one]), promises, idle=idle, plan=plan, rules=rules, now=after(seconds))
    return decision.work.id if isinstance(decision, Choice) else decision.why


def promise(
    name: str, *, wants: str = "billing", language: str = "nl", counts_from: float | None = None, due_by: float = 3600
) -> PromiseHead:
    place = None if counts_from is None else after(counts_from)
    return PromiseHead(PromiseId(name), need(wants, language), place, after(due_by))


def test_fewest_skills_first_so_that_generalists_stay_free() -> None:
    assert who(chosen(call("CA1", need("billing")), [BERT, ANNA])) == "anna"


def test_a_better_level_goes_before_fewer_skills() -> None:
    specialist = agent("dirk", skilled(technical=2))
    assert who(chosen(call("CA1", need("technical")), [specialist, BERT, CORA], seconds=30)) == "cora"


def test_longest_idle_first_among_equals() -> None:
    fresh = agent("aad", ANNA.skills, idle_since=after(-5))
    assert who(chosen(call("CA1", need("billing")), [fresh, ANNA])) == "anna"


def test_the_caller_is_no_candidate_for_the_own_call() -> None:
    own = call("CA1", need("billing"), barred=frozenset({ANNA.id}))
    assert who(chosen(own, [ANNA, BERT])) == "bert"
    assert who(chosen(own, [ANNA])) == "nobody_ready"


def test_nobody_is_asked_before_the_circle_has_widened_and_it_is_said_when_it_will() -> None:
    best = agent("eva", skilled(technical=3)).move(Move.RESERVE, NOON)
    decision = chosen(call("CA1", need("technical")), [best, BERT])
    assert decision == NoMatch("widens_later", after(20), BEST_ONLY)
    assert who(chosen(call("CA1", need("technical")), [best, BERT], seconds=20)) == "bert"


AT_ONCE = replace(RULES, trained_at_once=True)


def test_where_a_level_is_an_order_nobody_waits_while_somebody_trained_is_idle() -> None:
    best, can = agent("eva", skilled(technical=3)), agent("fred", skilled(technical=1))
    technical = call("CA1", need("technical"))
    assert who(chosen(technical, [can, BERT, best], rules=AT_ONCE)) == "eva"
    assert who(chosen(technical, [can, BERT, best.move(Move.RESERVE, NOON)], rules=AT_ONCE)) == "bert"
    assert who(chosen(technical, [can, best.move(Move.RESERVE, NOON)], rules=AT_ONCE)) == "fred"
    untrained = [ANNA, best.move(Move.RESERVE, NOON)]
    assert who(chosen(technical, untrained, rules=AT_ONCE)) == "widens_later"
    assert who(chosen(technical, untrained, seconds=60, rules=AT_ONCE)) == "anna"


@pytest.mark.parametrize(("older_by", "takes"), [(0, "CAbest"), (59, "CAbest"), (61, "CAgood")])
def test_to_a_free_agent_a_level_counts_a_minute_and_no_more(older_by: int, takes: str) -> None:
    good, best = call("CAgood", need("technical"), arrived_at=after(-older_by)), call("CAbest", need("billing"))
    assert taken(BERT, [good, best], rules=AT_ONCE) == takes


def test_a_call_that_is_kept_for_an_agent_is_no_younger_for_a_low_level() -> None:
    older = call("CAkept", need("technical"), arrived_at=after(-1))
    kept = replace(older, wish=Wish(BERT.id, "last_time", after(8)))
    assert taken(BERT, [kept, call("CAbest", need("billing"))], rules=AT_ONCE) == "CAkept"


def test_a_language_that_nobody_ready_speaks_is_given_up_at_once_and_only_then() -> None:
    french = call("CA1", need("billing", "fr"))
    assert who(chosen(french, [ANNA, BERT])) == "anna"
    assert who(chosen(french, [ANNA, CORA.move(Move.RESERVE, NOON)], seconds=600)) == "nobody_suitable"
    away = agent("fien", CORA.skills, presence=Presence.ON_BREAK)
    assert who(chosen(french, [ANNA, away])) == "anna"


@pytest.mark.parametrize(
    ("agents", "why"),
    [
        ([], "nobody_ready"),
        ([agent("a", skilled(billing=3), presence=Presence.ON_BREAK)], "nobody_ready"),
        ([ANNA.move(Move.RESERVE, NOON)], "nobody_idle"),
    ],
)
def test_why_nobody_is_rung_is_said(agents: list[Agent], why: str) -> None:
    assert who(chosen(call("CA1", need("billing")), agents)) == why


def test_the_agent_of_the_wish_is_rung_at_once_though_another_is_better() -> None:
    kept = replace(call("CA1", need("technical")), wish=Wish(BERT.id, "last_time", after(8)))
    decision = chosen(kept, [BERT, CORA])
    assert isinstance(decision, Choice)
    assert (decision.agent, decision.reason.ruling, decision.reason.level) == ("bert", "last_time", GOOD)


@pytest.mark.parametrize(
    ("because", "ruling"), [("last_time", "last_time"), ("by_name", "asked_for"), ("sent_on", "sent_on")]
)
def test_whose_wish_it_was_can_be_read_back(because: WishedBecause, ruling: str) -> None:
    kept = replace(call("CA1", need("billing")), wish=Wish(ANNA.id, because, None))
    for decision in (
        chosen(kept, [ANNA]),
        next_work(ANNA, heads([kept], [ANNA]), [], idle=1, plan=Plan(), rules=RULES, now=NOON),
    ):
        assert isinstance(decision, Choice)
        assert decision.reason.ruling == ruling


def test_a_call_is_kept_a_few_seconds_for_an_agent_who_is_busy_and_then_for_nobody() -> None:
    busy = ANNA.move(Move.RESERVE, NOON)
    kept = replace(call("CA1", need("billing")), wish=Wish(ANNA.id, "last_time", after(8)))
    decision = chosen(kept, [busy, BERT])
    assert decision == NoMatch("kept_for_agent", after(8), BEST_ONLY)
    assert who(chosen(kept, [busy, BERT], seconds=8)) == "bert"


def test_a_call_whose_agent_is_no_longer_ready_is_anybodys_at_once() -> None:
    patient = replace(call("CA1", need("billing")), wish=Wish(ANNA.id, "by_name", None))
    away = replace(ANNA.move(Move.RESERVE, NOON), presence=Presence.SIGNED_OUT)
    assert who(chosen(patient, [away, BERT])) == "bert"
    assert who(chosen(patient, [BERT])) == "bert"


def test_a_call_that_is_kept_for_somebody_else_is_left_alone() -> None:
    kept = replace(call("CA1", need("billing"), arrived_at=after(-60)), wish=Wish(ANNA.id, "by_name", None))
    other = call("CA2", need("billing"))
    busy = ANNA.move(Move.RESERVE, NOON)
    decision = next_work(BERT, heads([kept, other], [busy, BERT]), [], idle=1, plan=Plan(), rules=RULES, now=NOON)
    assert isinstance(decision, Choice)
    assert decision.work.id == "CA2"


def test_a_wish_does_not_jump_the_queue_past_older_callers() -> None:
    kept = replace(call("CA9", need("billing")), wish=Wish(BERT.id, "last_time", after(8)))
    older = call("CA2", need("technical"), arrived_at=after(-1))
    assert taken(BERT, [kept, older]) == "CA2"
    assert taken(BERT, [kept, call("CA1", need("technical"))]) == "CA9"


def test_an_agent_takes_the_call_that_is_kept_whatever_the_circle() -> None:
    learner = agent("anna", skilled(technical=1))
    kept = replace(call("CA1", need("technical")), wish=Wish(learner.id, "last_time", after(8)))
    line = heads([kept], [learner, CORA])
    decision = next_work(learner, line, [], idle=2, plan=Plan(), rules=RULES, now=NOON)
    assert who(decision) == "anna"


def test_levels_can_be_switched_off() -> None:
    long_idle = agent("aad", skilled(technical=1), idle_since=after(-900))
    technical = call("CA1", need("technical"))
    assert who(chosen(technical, [long_idle, CORA])) == "cora"
    assert who(chosen(technical, [long_idle, CORA], rules=replace(RULES, by_level=False))) == "aad"
    best_is_busy = [long_idle, CORA.move(Move.RESERVE, NOON)]
    assert who(chosen(technical, best_is_busy)) == "widens_later"
    assert who(chosen(technical, best_is_busy, rules=replace(RULES, by_level=False))) == "aad"


def test_the_trained_go_before_others_even_where_levels_do_not_count() -> None:
    stranger = agent("aad", skilled(billing=3), idle_since=after(-900))
    rules = replace(RULES, by_level=False)
    assert who(chosen(call("CA1", need("technical")), [stranger, CORA], seconds=90, rules=rules)) == "cora"


def test_widening_by_time_can_be_switched_off() -> None:
    best = CORA.move(Move.RESERVE, NOON)
    technical = call("CA1", need("technical"))
    assert who(chosen(technical, [best, BERT], seconds=90)) == "bert"
    rules = replace(RULES, widens=False)
    assert chosen(technical, [best, BERT], seconds=90, rules=rules) == NoMatch("nobody_suitable", None, BEST_ONLY)
    assert who(chosen(technical, [BERT], rules=rules)) == "bert", "nobody better is signed on: the step is skipped"
    line = heads([technical], [best, BERT])
    assert who(next_work(BERT, line, [], idle=1, plan=Plan(), rules=RULES, now=after(90))) == "bert"
    assert who(next_work(BERT, line, [], idle=1, plan=Plan(), rules=rules, now=after(90))) == "not_suitable"


def test_sparing_generalists_can_be_switched_off() -> None:
    rules = replace(RULES, fewest_skills=False)
    assert who(chosen(call("CA1", need("billing")), [BERT, ANNA], rules=rules)) == "bert"


def test_the_head_start_of_live_callers_can_be_switched_off() -> None:
    caller, placed = [call("CA1", need("billing"))], [promise("p", counts_from=-1)]
    assert taken(ANNA, caller, placed) == "CA1"
    assert taken(ANNA, caller, placed, rules=replace(RULES, head_start=timedelta())) == "p"


def test_the_plain_rules_are_the_oldest_compatible_call_and_the_longest_idle_agent() -> None:
    long_idle = agent("aad", skilled(billing=1, technical=1), idle_since=after(-900))
    assert who(chosen(call("CA1", need("billing")), [long_idle, ANNA, BERT, CORA], rules=PLAIN)) == "aad"
    calls = [call("CA1", need("technical"), arrived_at=after(-5)), call("CA2", need("billing"))]
    assert taken(ANNA, calls[1:], rules=PLAIN) == "CA2"
    untrained = heads(calls, [ANNA, CORA])
    decision = next_work(ANNA, untrained, [], idle=2, plan=Plan(), rules=PLAIN, now=after(600))
    assert isinstance(decision, Choice)
    assert decision.work.id == "CA2", "not the older one, which she is not trained for while somebody who is, is there"


def test_somebody_in_danger_goes_before_all_calls_and_all_promises() -> None:
    emergency = call("CA9", need(None), arrived_at=after(30), counts_from=after(30) - AHEAD_OF_ALL)
    waiting = [call("CA1", need("billing"), arrived_at=after(-600)), emergency]
    broken = replace(promise("p", counts_from=-9000), goes_first=True)
    assert emergency.is_emergency
    assert taken(ANNA, waiting, [broken], plan=Plan(zone="red")) == "CA9"
    assert taken(ANNA, waiting[:1], [broken]) == "p"


def test_a_choice_tells_why() -> None:
    decision = chosen(call("CA1", need("technical"), arrived_at=after(-30)), [BERT, ANNA])
    assert isinstance(decision, Choice)
    reason = decision.reason
    assert (decision.agent, decision.work) == ("bert", Work("call", "CA1"))
    assert (reason.ruling, reason.level, reason.breadth, reason.others_idle) == ("best_match", GOOD, 2, 1)
    assert (reason.idle_for, reason.waited) == (timedelta(minutes=5), timedelta(seconds=30))


def test_a_free_agent_takes_the_oldest_call_that_is_open_to_this_agent() -> None:
    calls = [
        call("CA1", need("billing", "fr"), arrived_at=after(-300)),
        call("CA2", need("billing"), arrived_at=after(-100)),
        call("CA3", need("technical"), arrived_at=after(-200)),
    ]
    nl_and_fr = heads(calls, [BERT, CORA])
    decision = next_work(BERT, nl_and_fr, [], idle=1, plan=Plan(), rules=RULES, now=NOON)
    assert isinstance(decision, Choice)
    assert (decision.work.id, decision.reason.ruling, decision.reason.level) == ("CA3", "next_in_line", GOOD)


def test_a_promise_is_dialled_when_no_caller_waits_and_enough_agents_are_idle() -> None:
    assert taken(ANNA, [], [promise("p")], idle=3, plan=Plan(reserve=2)) == "p"
    assert taken(ANNA, [], [promise("p")], idle=2, plan=Plan(reserve=2)) == "kept_free"
    assert taken(ANNA, [call("CA1", need("billing"))], [promise("p")], idle=3) == "CA1"


def test_a_promise_at_risk_goes_before_live_callers() -> None:
    risky = [promise("later", due_by=900), promise("sooner", due_by=600)]
    assert taken(ANNA, [call("CA1", need("billing"))], risky, plan=Plan(reserve=2, zone="red")) == "sooner"


def test_a_promise_at_risk_that_the_agent_cannot_keep_leaves_the_agent_to_callers() -> None:
    french = [promise("p", language="fr")]
    assert taken(ANNA, [call("CA1", need("billing"))], french, plan=Plan(zone="red")) == "CA1"


def test_a_promise_that_has_climbed_goes_before_live_callers_and_before_promises_that_have_not() -> None:
    climbed = replace(promise("climbed", due_by=900), goes_first=True)
    owed = [promise("sooner", due_by=600), climbed]
    assert taken(ANNA, [call("CA1", need("billing"))], owed, plan=Plan(reserve=2)) == "climbed"


def test_a_promise_may_be_kept_in_another_language_once_it_need_not_be_its_own() -> None:
    french = promise("p", language="fr")
    assert taken(ANNA, [], [french]) == "nothing_waits"
    assert taken(ANNA, [], [replace(french, keeps_language=False)]) == "p"


def test_a_place_in_the_line_is_kept_but_for_the_head_start_of_live_callers() -> None:
    caller = [call("CA1", need("billing"), arrived_at=NOON)]
    assert taken(ANNA, caller, [promise("p", counts_from=-181)], plan=Plan(reserve=5)) == "p"
    assert taken(ANNA, caller, [promise("p", counts_from=-180)]) == "CA1"
    assert taken(ANNA, caller, [promise("p")]) == "CA1"


def test_among_places_in_the_line_the_earliest_is_dialled() -> None:
    caller = [call("CA1", need("billing"), arrived_at=NOON)]
    places = [promise("late", counts_from=-200, due_by=600), promise("early", counts_from=-400, due_by=900)]
    assert taken(ANNA, caller, places) == "early"


def test_an_agent_who_is_not_free_takes_nothing() -> None:
    busy = ANNA.move(Move.RESERVE, NOON)
    assert taken(busy, [call("CA1", need("billing"))], [promise("p")]) == "not_free"


def test_why_an_agent_stays_free_is_said() -> None:
    own = call("CA1", need("billing"), barred=frozenset({ANNA.id}))
    assert taken(ANNA) == "nothing_waits"
    assert taken(ANNA, [own]) == "nothing_waits"
    best_busy = heads([call("CA1", need("technical"))], [CORA, BERT])
    decision = next_work(BERT, best_busy, [], idle=1, plan=Plan(), rules=RULES, now=NOON)
    assert decision == NoMatch("widens_later", after(20))
    french_busy = heads([call("CA1", need("technical", "fr"))], [CORA])
    decision = next_work(ANNA, french_busy, [], idle=1, plan=Plan(), rules=RULES, now=after(90))
    assert decision == NoMatch("not_suitable")


def free_of_each_level(agents: list[Agent], work: WaitingCall) -> list[Candidate]:
    """Heads only: the first of each level, in either half, who is not barred."""
    idle = [candidate(one, work.need) for one in agents if one.is_free and one.id not in work.barred]
    levels = {
        (one.level, one.speaks): one for one in sorted(idle, key=lambda one: agent_order(one, RULES), reverse=True)
    }
    return list(levels.values())


def first_of_each_kind(calls: list[WaitingCall]) -> list[WaitingCall]:
    kinds = {(one.need, one.barred, one.wish): one for one in sorted(calls, key=call_order, reverse=True)}
    return list(kinds.values())


def open_to(work: WaitingCall, agents: list[Agent], now: datetime) -> list[Agent]:
    """The agents, busy or not, who may take the call: the rule read aloud."""

    team = [one for one in agents if one.presence is Presence.READY and one.id not in work.barred]
    speakers = [one for one in team if work.need.language in one.skills.languages]
    waited = (now - work.counts_from).total_seconds()
    lowest = 0 if waited >= 60 else 2 if waited >= 20 else 3
    while lowest and not any(level_of(one, work) >= lowest for one in speakers):
        lowest = {3: 2, 2: 0}[lowest]
    return [one for one in speakers or team if level_of(one, work) >= lowest]


def keeper_of(work: WaitingCall, agents: list[Agent]) -> list[Agent]:
    """The one for whom the call is kept at noon: the rule read aloud. Empty: it is anybody's."""
    if work.wish is None or work.wish.agent in work.barred:
        return []
    named = [one for one in agents if one.id == work.wish.agent and one.presence is Presence.READY]
    if work.wish.because in ("by_name", "sent_on"):
        return named
    return [one for one in named if level_of(one, work) and work.need.language in one.skills.languages]


def level_of(one: Agent, work: WaitingCall) -> int:
    return 3 if work.need.name is None else one.skills.levels.get(work.need.name, 0)


@given(floor.floors, floor.needs, floor.barred, st.integers(0, 90))
def test_the_choice_among_heads_is_that_of_the_rule_read_aloud_to_everybody(
    agents: list[Agent], wants: Need, barred: frozenset[AgentId], seconds: int
) -> None:
    work = call("CA1", wants, barred=barred)
    may = [one for one in open_to(work, agents, after(seconds)) if one.is_free]
    for key in (lambda one: one.id, lambda one: one.since, lambda one: one.skills.breadth):
        may.sort(key=key)
    may.sort(key=lambda one: level_of(one, work), reverse=True)

    staffing = count_staff(agents, wants, barred)
    decision = choose(work, free_of_each_level(agents, work), staffing, RULES, after(seconds))
    assert (decision.agent if isinstance(decision, Choice) else None) == (may[0].id if may else None)


@given(
    floor.floors.filter(bool),
    floor.lines(),
    floor.promises,
    st.builds(Plan, st.integers(0, 3), st.sampled_from(["green", "red"])),
)
def test_the_work_among_heads_is_that_of_the_rule_read_aloud_to_everybody(
    agents: list[Agent], calls: list[WaitingCall], promises: list[PromiseHead], plan: Plan
) -> None:
    me, idle = agents[0], sum(one.is_free for one in agents)
    mine = [one for one in calls if me in (keeper_of(one, agents) or open_to(one, agents, NOON))]
    mine.sort(key=lambda one: (one.counts_from, one.wish is None, one.sid))
    owed = [one for one in promises if one.need.language in me.skills.languages and me.id not in one.barred]
    owed.sort(key=lambda one: (one.effective_due_by, one.counts_from or one.effective_due_by, one.id))
    placed = sorted((one.counts_from, one.id) for one in owed if one.counts_from)
    expected: str | None = None
    if not me.is_free:
        pass
    elif owed and plan.zone == "red":
        expected = owed[0].id
    elif mine and placed and placed[0][0] < mine[0].counts_from - RULES.head_start:
        expected = placed[0][1]
    elif mine:
        expected = mine[0].sid
    elif owed and idle > plan.reserve:
        expected = owed[0].id

    few = heads(first_of_each_kind(calls), agents)
    decision = next_work(me, few, promises, idle=idle, plan=plan, rules=RULES, now=NOON)
    assert (decision.work.id if isinstance(decision, Choice) else None) == expected
