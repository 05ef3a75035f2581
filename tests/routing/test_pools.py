from hypothesis import given
from hypothesis import strategies as st

from routing.capacity import Pool
from routing.forecast import Pace
from routing.pools import Expected, pools_of
from routing.skills import Language
from routing.spans import Span
from routing.supply import HOUR
from tests.routing.outlooks import DUTCH, FRENCH, GERMAN, NOBODY_CALLS, NOW

TODAY = Span(NOW, NOW + 10 * HOUR)
LANGUAGES = [DUTCH, FRENCH, GERMAN]


def speaking(*languages: Language, **given: object) -> Expected:
    return Expected(frozenset(languages), **given)  # type: ignore[arg-type]  # as each test names them


def pools(*agents: Expected, hours: Span = TODAY) -> list[Pool]:
    return pools_of(agents, LANGUAGES, [hours], NOBODY_CALLS, Pace())


def staffing(pool: Pool) -> list[tuple[float, float, int]]:
    """From when until when, in hours from now, how many."""
    return [((s.span.start_at - NOW) / HOUR, (s.span.end_at - NOW) / HOUR, s.agents) for s in pool.outlook.shifts]


def test_agents_who_all_speak_everything_are_one_pool() -> None:
    (pool,) = pools(speaking(*LANGUAGES, is_ready=True), speaking(*LANGUAGES))

    assert pool.languages == {*LANGUAGES}
    assert (pool.team.ready, staffing(pool)) == (1, [(0, 10, 2)])


def test_who_alone_speaks_a_language_is_a_pool_within_everybody() -> None:
    everybody, *rest = pools(speaking(DUTCH), speaking(DUTCH, FRENCH), speaking(DUTCH, FRENCH, GERMAN))

    assert everybody.languages == {*LANGUAGES}
    assert {(pool.languages, pool.outlook.shifts[0].agents) for pool in rest} == {
        (frozenset({FRENCH, GERMAN}), 2),
        (frozenset({GERMAN}), 1),
    }


def test_a_pool_has_the_share_of_calls_that_it_has_of_the_agents_then_on() -> None:
    late = [Span(NOW + 5 * HOUR, NOW + 9 * HOUR)]
    _, french = pools(speaking(*LANGUAGES), speaking(DUTCH, GERMAN, shifts=late))

    assert [shift.share for shift in french.outlook.shifts] == [1.0, 0.5, 1.0]


def test_a_rota_says_who_is_on_as_far_as_the_line_is_open() -> None:
    early, late = Span(NOW - HOUR, NOW + 4 * HOUR), Span(NOW + 3 * HOUR, NOW + 20 * HOUR)
    (pool,) = pools(speaking(*LANGUAGES, shifts=[early]), speaking(*LANGUAGES, shifts=[late]))

    assert staffing(pool) == [(0, 3, 1), (3, 4, 2), (4, 10, 1)]


def test_who_is_on_call_counts_outside_the_hours_only() -> None:
    evening = Span(NOW + 9 * HOUR, NOW + 12 * HOUR)
    (pool,) = pools(speaking(*LANGUAGES, shifts=(), on_call=[evening]), speaking(*LANGUAGES))

    assert [(s.agents, s.on_call) for s in pool.outlook.shifts] == [(1, False), (1, False), (1, True)]
    assert staffing(pool)[-1] == (10, 12, 1)


teams = st.lists(st.frozensets(st.sampled_from(LANGUAGES), min_size=1), min_size=1, max_size=6)


@given(teams, st.lists(st.sampled_from(LANGUAGES), max_size=8))
def test_the_pools_tell_exactly_whether_everybody_can_be_called_at_once(
    team: list[frozenset[Language]], promises: list[Language]
) -> None:
    """Hall's theorem, with an agent for each promise."""
    all_pools = pools(*(speaking(*languages) for languages in team))
    agents_of = {pool.languages: max((shift.agents for shift in pool.outlook.shifts), default=0) for pool in all_pools}

    enough = all(sum(p in languages for p in promises) <= agents for languages, agents in agents_of.items())

    assert enough == can_match(promises, team)


def can_match(promises: list[Language], team: list[frozenset[Language]]) -> bool:
    """By trying: each promise an agent of its own."""
    if not promises:
        return True
    first, *rest = promises
    return any(first in team[n] and can_match(rest, team[:n] + team[n + 1 :]) for n in range(len(team)))
