"""Today in figures: each call and each promise counted where it belongs, by figures reckoned another way."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import Connection, insert, text

from routing.forecast import Contact, answered_within_of_offered
from routing.promises import AT_RISK
from routing.skills import CallSid
from tests.counting import counted
from tests.ledger.made import ANNA, DAY, HOUR, JAN, LINE, MINUTE, NOW, SECOND, owed
from tests.ledger.test_plans import plan
from voice_app.ledger import today
from voice_app.ledger.tables import calls, promises
from voice_app.ledger.today import Calls, Promises

MIDNIGHT = NOW - 9 * HOUR
T = (20 * SECOND, 150 * SECOND)
NOBODY = Calls(0, 0, 0, 0, 0, 0, (0, 0), (0, 0))


def called(
    connection: Connection,
    sid: str,
    *,
    at: timedelta = HOUR,
    chose: timedelta | None = timedelta(),
    answered: timedelta | None = None,
    ended: timedelta | None = None,
    outcome: str | None = None,
    language: str | None = "nl",
) -> None:
    """A call that came in `at` after midnight; the others are lengths after that. `chose`: since then it
    waited, or would have; None: it did not."""
    came = MIDNIGHT + at
    row = {
        "sid": CallSid(sid),
        "line_version": LINE,
        "arrived_at": came,
        "joined_at": came + chose if chose is not None else None,
        "language": language,
        "answered_at": came + answered if answered is not None else None,
        "answered_by": ANNA.id if answered is not None else None,
        "ended_at": came + ended if ended is not None else None,
        "outcome": outcome,
    }
    connection.execute(insert(calls).values(**row))


def calls_of(connection: Connection) -> Calls:
    return today.read(connection, MIDNIGHT, NOW, T).calls


def test_a_day_without_a_call_has_no_service_level(connection: Connection) -> None:
    seen = today.read(connection, MIDNIGHT, NOW, T)
    assert seen.calls == NOBODY
    assert seen.calls.service_levels == (None, None)
    assert seen.promises == Promises(0, 0, 0, 0, 0, 0)


def test_each_call_counts_once_by_what_came_of_it(connection: Connection) -> None:
    called(connection, "soon", answered=20 * SECOND, ended=5 * MINUTE, outcome="answered")
    called(connection, "late", answered=21 * SECOND, ended=5 * MINUTE, outcome="answered")
    called(connection, "gave up", ended=MINUTE, outcome="abandoned")
    called(connection, "left", ended=MINUTE, outcome="left")
    called(connection, "thought better of it", ended=4 * SECOND, outcome="abandoned")
    called(connection, "called back", ended=MINUTE, outcome="promised")
    called(connection, "met nothing", ended=MINUTE, outcome="missed_while_down", chose=None, language=None)
    called(connection, "only listened to the menu", ended=MINUTE, outcome="left", chose=None, language=None)
    called(connection, "took a callback at night", ended=MINUTE, outcome="promised", chose=None)
    called(connection, "hung up at night", ended=MINUTE, outcome="abandoned", chose=None)
    called(connection, "hears at night that it is closed", at=9 * HOUR - MINUTE, chose=None)
    called(connection, "in danger at night", chose=None, answered=10 * SECOND, ended=MINUTE, outcome="answered")
    called(connection, "waits", at=9 * HOUR - 10 * SECOND)
    called(connection, "waits long", at=9 * HOUR - MINUTE)
    called(connection, "of yesterday", at=-MINUTE, answered=10 * SECOND, ended=MINUTE, outcome="answered")
    assert calls_of(connection) == Calls(
        answered=3, abandoned=2, promised=1, missed=1, waiting=2, short=1, answered_within=(2, 3), are_due=(8, 7)
    )
    assert calls_of(connection).offered == 9
    assert calls_of(connection).service_levels == (2 / 8, 3 / 7)


def test_the_menu_is_no_waiting(connection: Connection) -> None:
    called(connection, "listened", chose=25 * SECOND, answered=40 * SECOND, ended=5 * MINUTE, outcome="answered")
    called(connection, "thought better of it", chose=MINUTE, ended=MINUTE + 4 * SECOND, outcome="abandoned")
    called(connection, "chooses", at=9 * HOUR - 30 * SECOND, chose=20 * SECOND)
    assert calls_of(connection) == Calls(
        answered=1, abandoned=0, promised=0, missed=0, waiting=1, short=1, answered_within=(1, 1), are_due=(1, 1)
    )


def test_the_service_level_is_what_forecast_says_it_is(connection: Connection) -> None:
    """Of many calls that are over, drawn at random, on both sides of every bound."""
    chance, contacts = Random(2), list[Contact]()  # noqa: S311 - no secret
    for number in range(300):
        wait = chance.choice([0, 4.9, 5, 19.99, 20, 20.01, 149.9, 150, 151, chance.uniform(0, 300)])
        waited, is_answered = timedelta(seconds=wait), chance.random() < 0.6
        outcome = "answered" if is_answered else "abandoned"
        at = timedelta(seconds=chance.uniform(0, 8 * 3600))
        chose = chance.choice([timedelta(), timedelta(seconds=chance.uniform(0, 40))])
        called(
            connection,
            f"CA{number}",
            at=at,
            chose=chose,
            answered=chose + waited if is_answered else None,
            ended=chose + waited + (MINUTE if is_answered else timedelta()),
            outcome=outcome,
        )
        contacts.append(Contact(waited, is_answered))
    seen = calls_of(connection).service_levels
    for level, within in zip(seen, T, strict=True):
        assert level == answered_within_of_offered(contacts, within)


def promised(connection: Connection, name: str, **columns: object) -> None:
    """A promise of yesterday that is due tomorrow, but for what is said of it."""
    usual = {
        "id": name,
        "phone": None,
        "language": "nl",
        "state": "open",
        "source": "waiting",
        "made_at": MIDNIGHT - HOUR,
        "due_by": NOW + DAY,
        "effective_due_by": NOW + DAY,
        "promised_late": False,
        "counts_from": NOW,
        "not_before": NOW,
        "shared": True,
        "may_text": False,
        "needs_approval": False,
    }
    connection.execute(insert(promises).values(usual | columns))


def test_each_promise_counts_where_it_belongs(connection: Connection) -> None:
    promised(connection, "made today", made_at=MIDNIGHT)
    promised(connection, "near", effective_due_by=NOW + AT_RISK - SECOND)
    promised(connection, "told of", escalated_at=NOW - HOUR)
    promised(connection, "overdue since today", due_by=MIDNIGHT + HOUR, effective_due_by=MIDNIGHT + HOUR)
    promised(connection, "overdue since yesterday", due_by=MIDNIGHT - HOUR, effective_due_by=MIDNIGHT - HOUR)
    kept = {"state": "kept", "closed_at": NOW - HOUR, "kept_at": NOW - HOUR}
    promised(connection, "kept today", **kept)
    promised(connection, "kept too late today", due_by=NOW - 2 * HOUR, **kept)
    long_ago = {"kept_at": MIDNIGHT - HOUR, "closed_at": MIDNIGHT - HOUR}
    promised(connection, "kept yesterday", **(kept | long_ago | {"due_by": MIDNIGHT + HOUR}))
    gone = {"state": "withdrawn", "closed_at": MIDNIGHT + HOUR}
    promised(connection, "withdrawn in time", due_by=MIDNIGHT + 2 * HOUR, **gone)
    promised(connection, "given up too late", due_by=MIDNIGHT + MINUTE, **(gone | {"state": "unreached"}))
    seen = today.read(connection, MIDNIGHT, NOW, T).promises
    assert seen == Promises(made=1, kept=2, broken=3, open=3, at_risk=2, overdue=2)


def test_it_is_two_statements_of_the_day(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(monkeypatch) as looks:
        today.read(connection, MIDNIGHT, NOW, T)
    looks.are_at_most(2)


def test_an_index_finds_the_day(connection: Connection) -> None:
    owed(connection, phone=JAN)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL enable_seqscan = off"))  # of an empty table nothing is cheaper
    looked = plan(connection, lambda ledger: today.read(ledger, MIDNIGHT, NOW, T))
    assert "calls_by_arrival" in looked
    of_promises = plan(connection, lambda ledger: today._promises(ledger, MIDNIGHT, NOW))
    for index in ("promises_by_made", "promises_by_kept", "promises_by_due"):
        assert index in of_promises


def test_a_figure_is_a_value(connection: Connection) -> None:
    """What is shown is compared with what was shown before."""
    one, other = today.read(connection, MIDNIGHT, NOW, T), today.read(connection, MIDNIGHT, NOW, T)
    assert one == other
    assert one != replace(other, since=NOW)
