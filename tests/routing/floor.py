"""The people of the tests: agents, calls and instants, in a word each; and all of them at once, for Hypothesis."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

from hypothesis import strategies as st

from routing.agents import Activity, Agent, Presence
from routing.policy import PromiseHead
from routing.queues import WaitingCall, Wish, WishedBecause
from routing.rules import Rules
from routing.skills import AgentId, CallSid, Language, Level, Need, NeedName, PromiseId, Skills

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RULES = Rules((timedelta(seconds=20), timedelta(seconds=60)), timedelta(minutes=3))
PLAIN = Rules.plain()
NEEDS = ("billing", "technical")
LANGUAGES = ("nl", "fr")


def after(seconds: float) -> datetime:
    """So long after noon; negative: before."""
    return NOON + timedelta(seconds=seconds)


def need(name: str | None, language: str = "nl") -> Need:
    return Need(None if name is None else NeedName(name), Language(language))


def skilled(languages: str = "nl", **levels: int) -> Skills:
    named = {NeedName(name): Level(level) for name, level in levels.items()}
    return Skills(named, tuple(Language(language) for language in languages.split()))


def agent(name: str, skills: Skills, *, idle_since: datetime = NOON, presence: Presence = Presence.READY) -> Agent:
    return Agent(AgentId(name), skills, idle_since, presence)


def call(
    sid: str,
    wants: Need,
    *,
    arrived_at: datetime = NOON,
    counts_from: datetime | None = None,
    barred: frozenset[AgentId] = frozenset(),
) -> WaitingCall:
    return WaitingCall(CallSid(sid), wants, arrived_at, counts_from or arrived_at, barred)


instants = st.integers(-120, 0).map(after)
needs = st.builds(need, st.sampled_from((*NEEDS, None)), st.sampled_from(LANGUAGES))
skills = st.builds(
    Skills,
    st.dictionaries(st.sampled_from(NEEDS).map(NeedName), st.integers(0, 3).map(Level)),
    st.sampled_from([(Language("nl"),), (Language("fr"),), (Language("nl"), Language("fr"))]),
)
agent_ids = st.sampled_from("abcdef").map(AgentId)
agents = st.builds(
    Agent,
    agent_ids,
    skills,
    instants,
    st.sampled_from(Presence),
    st.sampled_from([Activity.IDLE, Activity.IDLE, Activity.TALKING]),
    st.none() | st.just(after(30)),
)
floors = st.lists(agents, unique_by=lambda one: one.id, max_size=6)
barred = st.frozensets(agent_ids, max_size=2)
rules = st.just(RULES) | st.builds(
    replace,
    st.just(RULES),
    by_level=st.booleans(),
    trained_at_once=st.booleans(),
    widens=st.booleans(),
    fewest_skills=st.booleans(),
)
wishes = st.builds(
    Wish, agent_ids, st.sampled_from(get_args(WishedBecause)), st.none() | st.sampled_from([8, 30]).map(after)
)
promises = st.lists(
    st.builds(
        PromiseHead,
        st.sampled_from("pqr").map(PromiseId),
        needs,
        st.none() | st.integers(-600, 0).map(after),
        st.integers(0, 7200).map(after),
        barred,
    ),
    unique_by=lambda one: one.id,
    max_size=3,
)


@st.composite
def lines(draw: st.DrawFn) -> list[WaitingCall]:
    """Up to six waiting calls, some with a head start; two of them may bar somebody, two may be kept for somebody."""
    drawn = draw(st.lists(st.tuples(needs, instants, st.sampled_from([0, 180])), max_size=6))
    bars, kept = {0: draw(barred), 3: draw(barred)}, {0: draw(st.none() | wishes), 1: draw(st.none() | wishes)}
    return [
        replace(
            call(f"CA{n}", wants, arrived_at=at, counts_from=at - timedelta(seconds=ahead)),
            barred=bars.get(n, frozenset()),
            wish=kept.get(n),
        )
        for n, (wants, at, ahead) in enumerate(drawn)
    ]
