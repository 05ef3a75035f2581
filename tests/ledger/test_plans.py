"""With a hundred thousand promises on the ledger each query still reads only what it returns.

Rows are written in one statement and the plan is asked for, so this takes a second and measures no time.
"""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, event, text

from routing.escalation import Ladder
from routing.queues import Work
from routing.skills import CallSid, ReservationId
from tests.ledger.conftest import undone
from tests.ledger.made import ANNA, DAY, HOUR, JAN, NOW, P1, owed
from voice_app.ledger import (
    Ledger,
    acts,
    calls,
    caps,
    contacts,
    customers,
    duties,
    escalations,
    flight,
    gauges,
    incoming,
    increments,
    look_ups,
    misses,
    promise_lists,
    promises,
    texts,
    timeline,
    today,
    traces,
    verifications,
)
from voice_app.ledger.acquaintance import last_talk
from voice_app.ledger.demand import demand
from voice_app.ledger.pages import cursor_at
from voice_app.ledger.promise_lists import Cut

ROWS = 100_000
FAR_DOWN = cursor_at(NOW, "copy-5")
NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {})",
    "postgresql": "WITH numbers AS (SELECT generate_series(1, {}) AS n)",
}
"""Copies of P1 under other ids and phones; one in ten open, the others kept long ago."""
COPIES = """
INSERT INTO promises (id, phone, need, language, state, source, made_at, due_by, effective_due_by, promised_late,
    counts_from, not_before, shared, may_text, needs_approval, kept_at, closed_at)
{numbers}
SELECT 'copy-' || n, '+4' || n, need, language, CASE WHEN n % 10 = 0 THEN 'open' ELSE 'kept' END, source, made_at,
    due_by, effective_due_by, promised_late, counts_from, not_before, shared, may_text, needs_approval,
    CASE WHEN n % 10 = 0 THEN NULL ELSE made_at END, CASE WHEN n % 10 = 0 THEN NULL ELSE made_at END
FROM promises, numbers WHERE id = 'P1'
"""


@pytest.fixture(scope="module")
def full(shared_ledger: Ledger) -> Iterator[Connection]:
    """A transaction that sees ROWS promises, the open ones not to be tried before tomorrow; undone at the end."""
    with undone(shared_ledger) as connection:
        owed(connection, not_before=NOW + DAY)
        numbers = NUMBERS[connection.dialect.name].format(ROWS)
        if connection.dialect.name == "postgresql":  # filling it may take longer than any caller could wait
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text(COPIES.format(numbers=numbers)))
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE promises"))
        yield connection


QUERIES: dict[str, tuple[Callable[[Connection], object], str]] = {
    "what is due": (lambda connection: duties.due(connection, NOW), "promises_demanded"),
    "what a plan needs": (lambda connection: demand(connection, NOW), "promises_demanded"),
    "what is broken": (lambda connection: escalations.mark_broken(connection, NOW), "promises_unbroken"),
    "what comes close": (lambda connection: escalations.unescalated(connection, NOW), "promises_unescalated"),
    "what climbs": (
        lambda connection: escalations.climb(connection, Ladder.ANY_AGENT, NOW, NOW),
        "promises_climbing",
    ),
    "what is poisoned": (escalations.poisoned, "promises_poisoned"),
    "a page of what is broken": (
        lambda connection: promise_lists.page(connection, "broken", Cut(need="billing"), NOW, limit=50),
        "promises_standing",
    ),
    "a page of what an agent tried": (
        lambda connection: promise_lists.page(connection, "done", Cut(agent=ANNA.id), NOW, limit=50),
        "attempts_by_agent",
    ),
    "a page of what supervisors know of": (
        lambda connection: duties.page(connection, at_risk=True),
        "promises_escalated",
    ),
    "what falls due while we are closed": (lambda connection: duties.fall_due(connection, NOW), "promises_owed"),
    "how many are broken": (duties.broken, "promises_standing"),
    "what was missed": (
        lambda connection: misses.misses(connection, NOW - 700 * DAY, NOW, NOW, limit=20),
        "promises_missed",
    ),
    "a page of what is over": (
        lambda connection: promise_lists.page(connection, "done", Cut(), NOW, limit=50),
        "promises_done",
    ),
    "a page of what is kept, far down": (
        lambda connection: promise_lists.page(connection, "kept", Cut(), NOW, cursor=FAR_DOWN, limit=50),
        "promises_done",
    ),
    "how many are in each group": (
        lambda connection: promise_lists.counts(connection, Cut(), NOW),
        "promises_standing",
    ),
    "how a number ends": (
        lambda connection: promise_lists.of_last_digits(connection, "1111", 50),
        "promises_by_last_digits",
    ),
    "a number": (lambda connection: promise_lists.of_phone(connection, JAN, 50), "promises_by_last_digits"),
    "the promise of a phone": (lambda connection: promises.open_for_phone(connection, JAN), "one_owed_per_phone"),
    "the promise of a call": (lambda connection: promises.of_call(connection, CallSid("CA1")), "one_per_call"),
    "a page of all": (lambda connection: duties.page(connection, due_before=NOW), "promises_by_due"),
    "a page of one state": (lambda connection: duties.page(connection, "open", NOW), "promises_by_"),
}
SMALL: dict[str, tuple[Callable[[Connection], object], str]] = {
    "earlier calls of a phone": (lambda connection: calls.contacts(connection, JAN, NOW), "calls_by_phone"),
    "where an old place may be": (
        lambda connection: calls.earlier_if_not_owed(connection, JAN, NOW, 10),
        "calls_by_phone",
    ),
    "what was said with a phone before": (
        lambda connection: contacts.last(connection, JAN, NOW, NOW, besides=None, most=5),
        "calls_by_phone",
    ),
    "what there is of a conversation": (
        lambda connection: traces.of(connection, ReservationId("R1"), Work("call", CallSid("CA1")), NOW),
        "one_owed_per_phone",
    ),
    "whose phone it is": (lambda connection: customers.of_phone(connection, JAN, 5), "customer_phones_by_phone"),
    "what was said of a phone": (lambda connection: look_ups.get(connection, JAN), "look_ups"),
    "the code of a call": (
        lambda connection: verifications.of_call(connection, CallSid("CA1")),
        "verifications_by_call",
    ),
    "the last call of an agent": (lambda connection: calls.last_of_agent(connection, ANNA.id), "calls_by_agent"),
    "who talked with a phone last": (lambda connection: last_talk(connection, JAN, NOW), "calls_by_phone"),
    "what is to be told of acts": (lambda connection: acts.untold(connection, NOW, 50), "acted_untold"),
    "acts of late": (lambda connection: acts.lately(connection, NOW), "acts_by_time"),
    "the timeline of a promise": (lambda connection: timeline.of_promise(connection, P1), "timeline_by_promise"),
    "what was spent": (lambda connection: caps.spent(connection, NOW), "attempts_by_dial"),
    "the next text": (lambda connection: texts.claim(connection, NOW), "texts_queued"),
    "texts whose worker died": (lambda connection: texts.give_up_stale(connection, NOW), "texts_claimed"),
    "texts that wait": (lambda connection: incoming.unhandled(connection, NOW), "incoming_texts_unhandled"),
    "answers to a phone": (lambda connection: incoming.answers_to(connection, JAN, NOW), "incoming_texts_by_phone"),
    "answers to a range": (
        lambda connection: incoming.answers_to_range(connection, "+3161111", NOW),
        "incoming_texts_by_phone",
    ),
    "attempts of an agent": (lambda connection: flight.of_agent(connection, ANNA.id), "attempts_active"),
}


@pytest.mark.parametrize("query", QUERIES)
def test_among_a_hundred_thousand_promises_an_index_finds(full: Connection, query: str) -> None:
    ask, index = QUERIES[query]
    assert index in plan(full, ask)


@pytest.mark.parametrize("query", SMALL)
def test_an_index_finds(full: Connection, query: str) -> None:
    ask, index = SMALL[query]
    with full.begin_nested() as trial:
        if full.dialect.name == "postgresql":
            full.execute(text("SET LOCAL enable_seqscan = off"))  # of an empty table nothing is cheaper
        assert index in plan(full, ask)
        trial.rollback()


IN_ALL: dict[str, tuple[Callable[[Connection], object], tuple[str, ...]]] = {
    "what came to be lately": (
        lambda connection: increments.between(connection, NOW - HOUR, NOW),
        (
            *("calls_by_arrival", "promises_by_made", "promises_done", "promises_by_due"),
            *("attempts_by_dial", "texts_by_queued", "alarms_by_raised"),
        ),
    ),
    "how much there is": (
        lambda connection: gauges.read(connection, NOW),
        ("promises_escalated", "promises_by_state", "promises_standing", "promises_owed", "texts_queued"),
    ),
    "today in figures": (
        lambda connection: today.read(connection, NOW - HOUR, NOW, (HOUR,)),
        ("calls_by_arrival", "promises_owed", "promises_by_made", "promises_by_kept", "promises_by_due"),
    ),
    "what was missed": (
        lambda connection: misses.misses(connection, NOW - 700 * DAY, NOW, NOW, before=(NOW, "copy-5"), limit=20),
        ("promises_missed", "promises_standing", "promises_unbroken"),
    ),
}
"""What several statements ask, or one in several places, each by an index of its own."""


@pytest.mark.parametrize("query", IN_ALL)
def test_each_part_is_found_by_an_index_of_its_own(full: Connection, query: str) -> None:
    ask, indexes = IN_ALL[query]
    with full.begin_nested() as trial:
        if full.dialect.name == "postgresql":
            full.execute(text("SET LOCAL enable_seqscan = off"))
        found = "\n".join(plans(full, ask))
        trial.rollback()
    assert [index for index in indexes if index not in found] == []


def plan(connection: Connection, ask: Callable[[Connection], object]) -> str:
    """What the database means to do for the first statement that `ask` sends."""
    return plans(connection, ask)[0]


def plans(connection: Connection, ask: Callable[[Connection], object]) -> list[str]:
    """The same for each of them."""
    sent: list[tuple[str, object]] = []

    def keep(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        sent.append((statement, values))

    event.listen(connection, "before_cursor_execute", keep)
    with connection.begin_nested() as trial:
        ask(connection)
        trial.rollback()
    event.remove(connection, "before_cursor_execute", keep)
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    asked = [one for one in sent if "SAVEPOINT" not in one[0]]
    rows = [connection.exec_driver_sql(f"{explain} {statement}", values) for statement, values in asked]  # type: ignore[arg-type]  # as it was sent
    return ["\n".join(str(row) for row in of_one) for of_one in rows]
