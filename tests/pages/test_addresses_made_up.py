"""Whatever somebody writes into an address or a hidden field, no page breaks down over it: on PostgreSQL, which takes
no NUL in a text and counts to 2,147,483,647."""

import base64
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.journeys.world import World
from tests.ledger.conftest import fresh_database, postgres
from tests.pages.pasts import bare
from tests.pages.visitors import Visitor, signed_in
from tools.postgres import Postgres
from voice_app.ledger import Ledger
from voice_app.pages import create_pages
from voice_app.pages.app import PAGES

__all__ = ["bare", "postgres"]

LONG = "9" * 18
DAYS = ("0001-01-01", "9999-12-31", "2026-W10-1", "0000-00", "\0", LONG, "²", "x" * 3000)
TEXTS = ("\0", "+31612345678", "x" * 3000, LONG, "4" * 5000)
CURSORS = ("0001-01-01T00:00:00+23:59 P1", "2026-03-02T11:00:00+00:00 P\0", "2026-03-02T11:00:00 P", "\0")
ASKED: dict[str, dict[str, tuple[str, ...]]] = {
    "/promises": {
        **dict.fromkeys(("group", "need", "agent", "cause"), TEXTS),
        **dict.fromkeys(("made_from", "made_until", "due_until"), DAYS),
        "cursor": (*TEXTS, *(base64.urlsafe_b64encode(one.encode()).decode() for one in CURSORS)),
    },
    "/alarms": {"before": TEXTS, "rule": TEXTS, "cursor": TEXTS},
    "/compliance": {**dict.fromkeys(("range", "by", "before"), TEXTS), **dict.fromkeys(("from", "to"), DAYS)},
    "/compliance/chart": {"of": ("\0", "promises"), **dict.fromkeys(("from", "to"), DAYS)},
    "/compliance/promises.csv": dict.fromkeys(("from", "to"), DAYS),
    "/line/calendar": {"month": DAYS, "day": DAYS},
    "/line/versions": dict.fromkeys(("before", "from", "to", "saved"), TEXTS),
    "/patterns": {"weeks": (*TEXTS, "-1", "0"), "until": DAYS, "show": TEXTS},
    "/patterns/chart": {"until": DAYS},
    "/privacy/looks": dict.fromkeys(("agent", "what", "subject", "before"), TEXTS),
    "/privacy/looks.csv": dict.fromkeys(("agent", "what", "subject"), TEXTS),
    "/roster": dict.fromkeys(("said", "who"), TEXTS),
    "/roster/skills": dict.fromkeys(("did", "need", "was", "level"), TEXTS),
}
"""Pages that read their address, and what is written there."""


@pytest.fixture
def ledger(postgres: Postgres) -> Iterator[Ledger]:
    with fresh_database(postgres) as url:
        ledger = Ledger(url)
        yield ledger
        ledger.close()


@pytest.fixture
def app(bare: World) -> Flask:
    return create_pages(bare.house)


@pytest.fixture
def chloe(bare: World, app: Flask) -> Visitor:
    return signed_in(bare.house, app, "chloe")


def test_no_address_breaks_a_page_down(chloe: Visitor) -> None:
    for path, names in ASKED.items():
        for name, values in names.items():
            for value in values:
                answer = chloe.get(path, query_string={name: value})
                answer.get_data()
                assert answer.status_code in (200, 302, 303, 400, 404), (path, name, value[:40], answer.status_code)


def test_no_id_in_an_address_breaks_a_page_down(chloe: Visitor) -> None:
    for page in PAGES:
        if page.method == "GET" and "<" in page.path:
            for value in ("%00", "%ff", "..%2f", "9999-12-31", "0001-01-01", "%2B31612345678", "9" * 3000):
                answer = chloe.get(re.sub(r"<[^>]+>", value, page.path))
                assert answer.status_code in (200, 302, 303, 308, 404, 409), (page.path, value[:20], answer.status_code)


def test_no_hidden_field_breaks_a_page_down(chloe: Visitor) -> None:
    for path, form in (
        ("/promises/act", {"kind": "call_now", "promise": "P1", "as_of": "999999999999999"}),
        ("/promises/act", {"kind": "move", "promise": "P1", "window": "0001-01-01T00:00+23:59|9999-12-31T23:59-23:59"}),
        ("/promises/act", {"kind": "call_now", "all": "1", "group": "done", "made_from": "9999-12-31"}),
        ("/roster/agents/anna/put-back", {"version": "999999999999999", "mark": "x"}),
        ("/line/versions/restore", {"version": "999999999", "base": "999999999"}),
        ("/line/calendar", {"day": "9999-12-31", "date": "0001-01-01", "base": "999999999"}),
        ("/line/close", {"until": "9999-12-31T23:59", "reason": "because_fault", "base": "999999999"}),
        ("/what-if", {"of": "day", "day": "0001-01-01", "more": "1"}),
        ("/privacy/person", {"phone": "+" + "9" * 60_000}),
        ("/promises/search", {"number": "%" * 60}),
    ):
        answer = chloe.post(path, data=form)
        assert answer.status_code < 500, (path, form, answer.status_code)
