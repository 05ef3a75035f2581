"""`docs/faults.md`, `docs/threats.md` and the tests tell the same: no row untested, no mark without a row."""

import pytest

from tests.proofs.marks import proofs
from tests.proofs.pages import PAGES, ROOT, Page

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.mark)


@each_page
def test_the_page_is_what_rows_and_tests_say(page: Page) -> None:
    assert (ROOT / page.file).read_text() == page.text(), "run python -m tests.proofs"


@each_page
def test_every_row_has_a_test_or_says_why_not(page: Page) -> None:
    tested = proofs(page.mark)
    assert [row.id for row in page.rows if bool(tested.get(row.id)) == bool(row.untested)] == []


@each_page
def test_no_test_proves_a_row_that_is_not_there(page: Page) -> None:
    assert set(proofs(page.mark)) <= {row.id for row in page.rows}


@each_page
def test_every_row_says_something_in_each_cell(page: Page) -> None:
    assert [row.id for row in page.rows if not all(row.cells)] == []


def test_the_rows_are_numbered_without_a_gap() -> None:
    for page, letter in zip(PAGES, "FT", strict=True):
        assert [row.id for row in page.rows] == [f"{letter}{n}" for n in range(1, len(page.rows) + 1)]
