"""The line of a process that runs, while others edit it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.lines import line_of
from voice_app.ledger import LedgerGone
from voice_app.ledger.lines import LineVersion
from voice_app.line import Line
from voice_app.line.content import content_of
from voice_app.living_line import FRESH, RESTS, Held, LivingLine
from voice_app.terms import Terms

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
FIRST = line_of(line={"name": "Eerst"})
SECOND = line_of(line={"name": "Daarna"}, hours={"mon": ["13:00-14:00"]}, callback={"denied_prefixes": ["+31970"]})


class Books:
    """A ledger of versions, and a clock that is pushed."""

    def __init__(self) -> None:
        self.versions = [version(1, FIRST)]
        self.now, self.asked, self.is_gone, self.news = NOON, 0, False, 0
        self.line = LivingLine(Held(1, Terms.of(FIRST)), self.newer, self.find, lambda: self.now, self.hear)

    def newer(self, known: int) -> LineVersion | None:
        self.asked += 1
        if self.is_gone:
            raise LedgerGone("gone")
        return None if self.versions[-1].id == known else self.versions[-1]

    def find(self, version_id: int) -> LineVersion | None:
        if self.is_gone:
            raise LedgerGone("gone")
        return next((one for one in self.versions if one.id == version_id), None)

    def hear(self) -> None:
        self.news += 1

    def write(self, line: Line) -> None:
        self.versions.append(version(len(self.versions) + 1, line))


def version(version_id: int, line: Line) -> LineVersion:
    return LineVersion(version_id, line.digest, content_of(line), NOON, None, "page", version_id - 1 or None)


@pytest.fixture
def books() -> Books:
    return Books()


def test_an_edit_is_found_within_a_second(books: Books) -> None:
    books.write(SECOND)
    assert books.line.current().version == 1
    books.now += FRESH
    assert books.line.current().terms.line.name == "Daarna"
    assert books.news == 1


def test_it_looks_once_a_second_however_often_it_is_asked(books: Books) -> None:
    for _ in range(30):
        books.line.current()
        books.now += timedelta(milliseconds=100)
    assert books.asked == 2


def test_the_newest_is_found_at_once(books: Books) -> None:
    books.write(SECOND)
    assert books.line.newest().version == books.line.current().version == 2


def test_a_call_keeps_what_it_was_told_under_the_hours_of_now(books: Books) -> None:
    books.write(SECOND)
    books.line.newest()
    older = books.line.under(1)
    assert (older.version, older.terms.line.name) == (1, "Eerst")
    assert not older.terms.hours(NOON).is_open(NOON)
    assert older.terms.line.callback.denied_prefixes == ("+31970",)
    assert books.line.under(1) is older


def test_what_an_older_version_goes_on_with_follows_each_edit(books: Books) -> None:
    books.write(SECOND)
    books.line.newest()
    books.line.under(1)
    books.write(FIRST)
    books.line.newest()
    assert books.line.under(1).terms.hours(NOON).is_open(NOON)


@pytest.mark.parametrize("unknown", [None, 99])
def test_under_an_unknown_version_a_call_goes_on_with_the_current_one(books: Books, unknown: int | None) -> None:
    assert books.line.under(unknown) is books.line.current()


def test_what_another_process_has_found_sooner_is_found_then(books: Books) -> None:
    books.write(SECOND)
    assert books.line.under(2).version == 2


def test_without_a_ledger_the_last_that_is_known_counts(books: Books) -> None:
    books.write(SECOND)
    books.line.newest()
    books.is_gone = True
    books.now += FRESH
    assert books.line.newest().version == books.line.under(1).version == 2
    asked = books.asked
    books.now += RESTS - FRESH
    assert books.line.current().version == 2
    assert books.asked == asked  # whoever waits is not held up for it


def test_a_ledger_that_is_back_is_asked_again(books: Books) -> None:
    books.is_gone = True
    books.line.newest()
    books.is_gone = False
    books.write(SECOND)
    books.now += RESTS
    assert books.line.current().version == 2


def test_a_version_of_a_newer_program_is_left_to_it(books: Books) -> None:
    books.versions.append(replace(version(2, SECOND), content={"from": "tomorrow"}))
    assert books.line.newest().version == 1
    assert books.line.under(2).version == 1
    books.write(SECOND)
    assert books.line.newest().version == 3


def test_a_line_that_goes_on_is_one_that_could_stand_in_a_file(books: Books) -> None:
    going_on = FIRST.as_it_goes_on(SECOND)
    assert Line.from_dict(content_of(going_on)) == going_on
    assert (going_on.name, going_on.hours) == (FIRST.name, SECOND.hours)
    assert FIRST.as_it_goes_on(FIRST) == FIRST


def test_what_was_worked_out_of_the_line_before_does_not_go_on() -> None:
    before = line_of()
    assert (before.closures, before.special_hours) == ((), {})
    digest, policy = before.digest, before.policy
    closure = {"from": "2026-03-02 12:00", "until": "2026-03-02 18:00"}
    day = {"date": "2026-03-03", "hours": []}
    now = line_of(closure=closure, special_day=[day], callback={"denied_prefixes": ["+31970"]})
    going_on = before.as_it_goes_on(now)
    assert (going_on.closures, going_on.special_hours, going_on.policy) == (now.closures, now.special_hours, now.policy)
    assert going_on.digest != digest
    assert going_on.policy != policy
