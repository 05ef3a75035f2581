"""Each figure of the patterns, reckoned once more from the bare rows, by other means."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import select

from tests.journeys.conftest import empty_ledger, ledger
from tests.journeys.lines import line_of
from tests.journeys.world import World
from tests.pages.pasts import bare, past
from voice_app.ledger import tables
from voice_app.patterns import Patterns, Stretch, patterns_of, stretch_of
from voice_app.patterns.returning import who_returns

__all__ = ["bare", "empty_ledger", "ledger", "past"]


@pytest.fixture
def found(past: World) -> tuple[World, Stretch, Patterns]:
    stretch = stretch_of(past.house.line.timezone, past.now)
    return past, stretch, patterns_of(past.house, stretch)


def rows(world: World, name: str) -> list[Any]:
    with world.house.ledger.read() as connection:
        return list(connection.execute(select(tables.metadata.tables[name])))


def wanted(world: World, stretch: Stretch) -> list[Any]:
    calls = rows(world, "calls")
    return [call for call in calls if stretch.from_at <= call.arrived_at < stretch.to_at and call.language]


def test_the_heat(found: tuple[World, Stretch, Patterns]) -> None:
    world, stretch, patterns = found
    zone = world.house.line.timezone
    calls, gave_up = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for call in wanted(world, stretch):
        local = call.arrived_at.astimezone(zone)
        calls[local.weekday(), local.hour] += 1
        gave_up[local.weekday(), local.hour] += call.outcome == "abandoned"
    assert sum(calls.values()) > 1000
    shown = {place: (cell.calls, cell.gave_up) for place, cell in patterns.heat.items() if cell.calls}
    assert shown == {place: (count, gave_up[place]) for place, count in calls.items()}


def test_who_was_ready_minute_by_minute(found: tuple[World, Stretch, Patterns]) -> None:
    world, stretch, patterns = found
    zone, step = world.house.line.timezone, timedelta(minutes=1)
    by_agent = defaultdict(list)
    for change in sorted(rows(world, "presence_changes"), key=lambda change: (change.at, change.id)):
        by_agent[change.agent_id].append(change)
    looked = defaultdict(float)
    for changes in by_agent.values():
        at, n = stretch.from_at, 0
        while at < stretch.to_at:
            while n + 1 < len(changes) and changes[n + 1].at <= at:
                n += 1
            if changes[n].at <= at and changes[n].presence == "ready":
                local = at.astimezone(zone)
                looked[local.weekday(), local.hour] += 1 / 60
            at += step
    for place, cell in patterns.heat.items():
        assert cell.ready == pytest.approx(looked[place], abs=1.0)


def test_needs_of_the_week_and_before(found: tuple[World, Stretch, Patterns]) -> None:
    world, stretch, patterns = found
    calls = wanted(world, stretch)
    now = Counter(call.need for call in calls if call.arrived_at >= stretch.week_at)
    before = Counter(call.need for call in calls if call.arrived_at < stretch.week_at)
    assert {need: (rise.now, rise.before) for need, rise in patterns.needs.items()} == {
        need: (now[need], pytest.approx(before[need] / 3)) for need in {*now, *before}
    }


def test_what_was_chosen_and_turned_out_to_be_something_else(found: tuple[World, Stretch, Patterns]) -> None:
    world, stretch, patterns = found
    sent = [
        (one.need_before, one.to_need)
        for one in rows(world, "transfers")
        if one.state == "arrived" and one.to_need and one.to_need != one.need_before
        if stretch.from_at <= one.arrived_at < stretch.to_at
    ]
    assert sent
    assert {(one.chosen, one.about): one.calls for one in patterns.turned} == Counter(sent)


def test_promises_by_cause(found: tuple[World, Stretch, Patterns]) -> None:
    world, stretch, patterns = found
    broken = Counter(
        one.broken_because
        for one in rows(world, "promises")
        if one.broken_at and stretch.from_at <= one.due_by < stretch.to_at
    )
    assert broken
    assert patterns.misses == broken


def test_who_came_back(found: tuple[World, Stretch, Patterns]) -> None:
    world, stretch, patterns = found
    contacts = defaultdict[str, list[datetime]](list)
    for call in rows(world, "calls"):
        if call.phone and (call.language or call.answered_at or call.outcome == "missed_while_down"):
            contacts[call.phone].append(call.arrived_at)
    for owed in rows(world, "promises"):
        if owed.phone and owed.call_sid is None and owed.talk is None:
            contacts[owed.phone].append(owed.made_at)
    week, back = timedelta(days=7), set()
    for phone, instants in contacts.items():
        theirs = sorted(at for at in instants if stretch.week_at - week <= at < stretch.to_at)
        thirds = [at for n, at in enumerate(theirs) if n >= 2 and at - theirs[n - 2] <= week]
        if thirds and thirds[-1] >= stretch.week_at:
            back.add(phone)
    assert back
    assert patterns.returning == len(back)
    with world.house.ledger.read() as connection:
        people, total = who_returns(connection, world.house, stretch.week_at, stretch.to_at, most=1000)
    assert (total, {person.phone for person in people}) == (len(back), back)


def test_a_shared_number_is_nobody(found: tuple[World, Stretch, Patterns]) -> None:
    world, stretch, patterns = found
    with world.house.ledger.read() as connection:
        (first, *_), total = who_returns(connection, world.house, stretch.week_at, stretch.to_at)
        assert first.phone is not None
        line = line_of(callers={"shared": [first.phone]})
        house = cast(Any, SimpleNamespace(line=line, roster=world.house.roster))
        left, fewer = who_returns(connection, house, stretch.week_at, stretch.to_at)
    assert fewer == total - 1
    assert first.phone not in {person.phone for person in left}
    assert patterns.returning == total
