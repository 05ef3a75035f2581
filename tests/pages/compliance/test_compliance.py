"""The page of compliance, its files and the API say what the raw rows say, counted by hand."""

import csv
import html
import io
import re
from datetime import date, datetime, timedelta
from statistics import median

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.journeys.world import World
from tests.ledger.by_hand import Counted, groups_by_hand, whole_by_hand
from tests.pages.visitors import Visitor, signed_in
from tests.voice_app.api.api import Api
from voice_app import reporting
from voice_app.ledger import looks, tables
from voice_app.runtime import Runtime

ENGLISH = {"Accept-Language": "en"}


def shown(chloe: Visitor, query: str = "") -> str:
    page = chloe.get(f"/compliance{query}", headers=ENGLISH)
    assert page.status_code == 200
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def table(chloe: Visitor, name: str, query: str = "") -> list[dict[str, str]]:
    response = chloe.get(f"/compliance/{name}.csv{query}", headers=ENGLISH)
    assert response.mimetype == "text/csv"
    assert f"{name.replace('groups', 'compliance')}-" in response.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))


def by_hand(house: Runtime, first: date, last: date, group_by: str = "day") -> dict[str, Counted]:
    span, now = reporting.days(house, first, last), house.now()
    with house.ledger.read() as ledger:
        return groups_by_hand(ledger, span.start_at, span.end_at, now=now, zone=house.line.timezone, group_by=group_by)


def today(house: Runtime) -> date:
    return house.now().astimezone(house.line.timezone).date()


def percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}%"


# ── figures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_says_what_the_rows_say(lived: Runtime, chloe: Visitor) -> None:
    last = today(lived)
    whole = whole_by_hand(by_hand(lived, last - timedelta(days=29), last).values())
    page, n = shown(chloe), whole.counts
    of_kept = n["kept_in_time"] + n["broken"]
    assert f"Promises kept in time {percent(n['kept_in_time'], of_kept)} {n['kept_in_time']} of {of_kept}" in page
    back = f"Called back within 24 hours {percent(n['called_back'], n['called_back_of'])}"
    assert f"{back} {n['called_back']} of {n['called_back_of']} · the Netherlands 2018: 64%" in page
    helped = f"Helped {percent(n['helped'], n['asked'])} {n['helped']} of {n['asked']}"
    assert f"{helped} · the Netherlands 2017: 67%" in page
    first = f"Solved at first contact {percent(n['resolved_first'], n['talks'])}"
    assert f"{first} {n['resolved_first']} of {n['talks']}" in page
    mean = n["score_sum"] / n["scored"]
    assert f"{mean:.1f} {n['scored']} of {n['follow_ups']} answered" in page
    half = timedelta(microseconds=median(whole.contacts))
    assert f"{half // timedelta(hours=1)} h {half // timedelta(minutes=1) % 60:02} min" in page
    within = percent(n["within_15"], n["offered"])
    said = f"{n['offered']} callers who asked for somebody while the line was open, {within} were answered"
    assert f"{said} within 15 seconds" in page
    assert f"{n['broken']} promises were missed" in page
    paper = shown(chloe, "/report")
    assert re.search(rf"records on {last.day} {last:%b %Y}, \d\d:\d\d\. ", paper)


@pytest.mark.parametrize("group_by", ["day", "week", "month", "hour", "need", "agent"])
def test_the_file_of_groups_says_what_the_rows_say(lived: Runtime, chloe: Visitor, group_by: str) -> None:
    last = today(lived)
    first = last - timedelta(days=40)
    hand = by_hand(lived, first, last, group_by)
    rows = {row[group_by]: row for row in table(chloe, "groups", f"?from={first}&to={last}&by={group_by}")}
    assert rows.keys() == hand.keys()
    for key, its in hand.items():
        n, row = its.counts, rows[key]
        for name in ("made", "kept_in_time", "kept_late", "unreached", "withdrawn", "broken", "calls", "offered"):
            assert int(row[name]) == n[name], (key, name)
        assert (row["kept_share_part"], row["kept_share_of"]) == (
            str(n["kept_in_time"]),
            str(n["kept_in_time"] + n["broken"]),
        )
        assert (row["median_seconds"] == "") == (its.contacts == [])
        if its.contacts:
            assert float(row["median_seconds"]) == pytest.approx(median(its.contacts) / 1e6)
        assert (row["helped_share"] == "") == (n["asked"] == 0)


def test_the_api_says_what_the_rows_say(lived: Runtime, past: World) -> None:
    last = today(lived)
    span = reporting.days(lived, last - timedelta(days=20), last)
    ends = [at.isoformat().replace("+00:00", "Z") for at in (span.start_at, span.end_at)]
    api = Api(lived)
    for group_by in ("day", "need", "agent"):
        told = api.get(f"/api/compliance?from={ends[0]}&to={ends[1]}&group_by={group_by}")
        hand = by_hand(lived, last - timedelta(days=20), last, group_by)
        assert {group["key"] for group in told["groups"]} == hand.keys()
        for group in told["groups"]:
            n = hand[group["key"]].counts
            for name in ("made", "kept_in_time", "broken", "helped", "asked", "talks", "resolved_first", "content"):
                assert group[name] == n[name]
            assert group["answered_within"]["150"] == n["within_150"]
            assert group["missed_because"] == dict(hand[group["key"]].causes)
        whole = whole_by_hand(hand.values())
        assert told["whole"]["made"] == told["made"] == whole.counts["made"]
        assert told["whole"]["helped_share"] == told["helped_share"]
        assert len(told["misses"]) == min(50, whole.counts["broken"])


def test_misses_are_listed_each_with_its_cause_and_its_page(lived: Runtime, chloe: Visitor) -> None:
    last = today(lived)
    first = last - timedelta(days=40)
    rows = table(chloe, "misses", f"?from={first}&to={last}")
    hand = whole_by_hand(by_hand(lived, first, last).values())
    assert len(rows) == hand.counts["broken"] > 10
    found = {row["promise"]: row for row in rows}
    with lived.ledger.read() as ledger:
        for promise in ledger.execute(select(tables.promises).where(tables.promises.c.id.in_(found))):
            assert found[promise.id]["cause"] == (promise.broken_because or "service_down")
    page = chloe.get(f"/compliance?from={first}&to={last}", headers=ENGLISH).text
    listed = re.findall(r'href="/promises/([0-9a-f]+)"', page)
    assert listed == [row["promise"] for row in rows][:20]


def test_a_cause_is_counted_as_often_as_it_is_listed(lived: Runtime, chloe: Visitor) -> None:
    query = f"?from={today(lived) - timedelta(days=40)}&to={today(lived)}"
    listed = [row["cause"] for row in table(chloe, "misses", query)]
    counted = {row["cause"]: int(row["missed"]) for row in table(chloe, "causes", query)}
    assert counted == {cause: listed.count(cause) for cause in set(listed)}


def test_older_misses_are_a_page_further(lived: Runtime, chloe: Visitor) -> None:
    with lived.ledger.write() as ledger:  # so that there are many
        closed = tables.promises.c.state == "kept"
        late = {"due_by": tables.promises.c.made_at, "broken_because": "capped"}
        ledger.execute(update(tables.promises).where(closed).values(**late))
    seen, address = list[str](), f"/compliance?from={today(lived) - timedelta(days=14)}&to={today(lived)}"
    while address:
        page = chloe.get(address, headers=ENGLISH).text
        listed = re.findall(r'href="/promises/([0-9a-f]+)"', page)
        assert 0 < len(listed) <= 20
        seen += listed
        older = re.search(r'href="(/compliance\?[^"]*before=[^"#]*)#misses"', page)
        address = html.unescape(older[1]) if older else ""
    assert len(seen) == len(set(seen)) > 100


def test_waits_stand_beside_what_countries_ask_for(lived: Runtime, chloe: Visitor) -> None:
    last = today(lived)
    query = f"?from={last - timedelta(days=20)}&to={last}"
    n = whole_by_hand(by_hand(lived, last - timedelta(days=20), last).values()).counts
    rows = table(chloe, "waits", query)
    assert [row["country"] for row in rows][:1] == ["NL"]  # the line's own first
    assert {row["country"] for row in rows} == {"NL", "BE", "PT", "ES", "IT", "HU"}
    for row in rows:
        assert int(row["answered"]) == n[f"within_{row['seconds']}"]
        assert int(row["offered"]) == n["offered"]
        assert float(row["mean_seconds"]) == pytest.approx(n["waited_micros"] / n["reached"] / 1e6)


# ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_promises_are_in_the_file_and_that_it_was_taken_is_on_record(lived: Runtime, chloe: Visitor) -> None:
    last = today(lived)
    rows = table(chloe, "promises", f"?from={last - timedelta(days=60)}&to={last}")
    with lived.ledger.read() as ledger:
        there = {row.id: row for row in ledger.execute(select(tables.promises))}
        assert [(look.agent_id, look.what) for look in looks.latest(ledger)] == [("chloe", "export")]
    assert {row["promise"] for row in rows} == set(there)
    for row in rows:
        one = there[row["promise"]]
        assert row["phone"] == f"'{one.phone}"  # no formula
        assert datetime.fromisoformat(row["made_at"]) == one.made_at
        assert row["state"] == one.state
        assert row["kept_at"] == (one.kept_at.isoformat() if one.kept_at else "")


def test_looking_at_the_page_and_at_figures_is_no_look_at_a_person(lived: Runtime, chloe: Visitor) -> None:
    page = chloe.get("/compliance").text
    for name in ("groups", "waits", "causes", "misses"):
        page += chloe.get(f"/compliance/{name}.csv").text
    with lived.ledger.read() as ledger:
        phones = ledger.execute(select(tables.promises.c.phone)).scalars().all()
        assert looks.latest(ledger) == ()
    assert not [phone for phone in phones if phone.removeprefix("+") in page]


def test_a_name_with_a_formula_in_it_is_none(lived: Runtime, chloe: Visitor) -> None:
    with lived.ledger.write() as ledger:
        ledger.execute(update(tables.promises).values(need="=HYPERLINK(1)"))
    assert {row["need"] for row in table(chloe, "promises")} == {"'=HYPERLINK(1)"}
    assert "'=HYPERLINK(1)" in {row["need"] for row in table(chloe, "groups", "?by=need")}


def test_an_agent_is_handed_nothing(past: World, app: Flask) -> None:
    anna = signed_in(past.house, app, "anna")
    for path in ("", "/report", "/chart?of=promises", "/promises.csv"):
        assert anna.get(f"/compliance{path}").status_code == 404


# ── ranges ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("today", "2026-03-02", "2026-03-02"),
        ("yesterday", "2026-03-01", "2026-03-01"),
        ("this-week", "2026-03-02", "2026-03-02"),
        ("last-week", "2026-02-23", "2026-03-01"),
        ("this-month", "2026-03-01", "2026-03-02"),
        ("last-month", "2026-02-01", "2026-02-28"),
        ("30-days", "2026-02-01", "2026-03-02"),
        ("a-year", "2025-03-03", "2026-03-02"),
    ],
)
def test_a_range_has_a_name_and_survives_a_reload(chloe: Visitor, name: str, first: str, last: str) -> None:
    page = chloe.get(f"/compliance?range={name}", headers=ENGLISH).text
    assert f'<option value="{name}" selected>' in page
    assert f'value="{first}"' in page
    assert f'value="{last}"' in page


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("?range=custom&from=soon&to=2026-03-01", "These are no days"),
        ("?range=custom&from=2026-03-02&to=2026-03-01", "The last day lies before the first."),
        ("?range=custom&from=0001-01-01&to=2026-03-01", "Choose days between 2000 and 2099."),
        ("?range=fortnight", "There is no such time: these are the last 30 days."),
        ("?from=9999-12-31&to=9999-12-31", "Choose days between 2000 and 2099."),
    ],
)
def test_what_is_no_range_is_said(chloe: Visitor, query: str, why: str) -> None:
    assert why in shown(chloe, query)
    assert "Promises kept in time" in shown(chloe, query)


def test_a_range_of_a_century_comes_in_longer_steps_and_says_so(chloe: Visitor) -> None:
    page = shown(chloe, "?from=2000-01-01&to=2099-12-31&by=day")
    assert "So long a time is shown in longer steps." in page
    rows = table(chloe, "groups", "?from=2000-01-01&to=2099-12-31&by=day")
    assert [row["month"] for row in rows] == ["2026-01", "2026-02", "2026-03"]


def test_where_nothing_happened_there_are_no_shares(chloe: Visitor) -> None:
    page = shown(chloe, "?from=2020-01-01&to=2020-01-31")
    assert "Nothing was promised in this time." in page
    assert "Promises kept in time – 0 of 0" in page
    assert "0%" not in page
    assert "100%" not in page


@pytest.mark.parametrize("of", ["promises", "contact", "waits", "causes"])
@pytest.mark.parametrize("by", ["day", "agent", "hour"])
def test_each_chart_is_a_picture_in_each_tone_and_room(chloe: Visitor, of: str, by: str) -> None:
    drawn = set()
    for look in ("", "&tone=dark", "&room=narrow", "&room=narrow&tone=dark"):
        picture = chloe.get(f"/compliance/chart?of={of}&by={by}{look}")
        assert picture.mimetype == "image/svg+xml"
        assert picture.text.startswith("<svg")
        drawn.add(picture.text)
    assert len(drawn) == 4


def test_there_is_no_other_chart_and_none_of_nothing_breaks(chloe: Visitor) -> None:
    assert chloe.get("/compliance/chart?of=nothing").status_code == 404
    for of in ("promises", "contact", "waits", "causes"):
        assert chloe.get(f"/compliance/chart?of={of}&from=2020-01-01&to=2020-01-02").status_code == 200
