"""What the last releases left is brought up to date by `release`, reads as it did, and its promises are kept."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from sqlalchemy import inspect, text

from tests.journeys.world import World
from tests.ledger.conftest import fresh_database, postgres
from tests.pages.visitors import signed_in
from tests.upgrade import snapshots
from tests.upgrade.snapshots import UNTIL
from tools.embedded_redis import EmbeddedRedis
from voice_app.__main__ import DONE, release
from voice_app.ledger import Ledger, migrating
from voice_app.pages import create_pages

__all__ = ["postgres"]

SNAPSHOTS = snapshots.released()
Content = dict[str, Any]


@pytest.fixture(params=SNAPSHOTS, ids="-".join)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a ledger lies as a release left it."""
    revision, engine = request.param
    if engine == "sqlite":
        there = f"sqlite:///{tmp_path}/ledger.db"
        snapshots.lay(revision, engine, there)
        yield there
        return
    with fresh_database(request.getfixturevalue("postgres"), template="template0") as there:
        snapshots.lay(revision, engine, there)
        yield there


def content(ledger: Ledger) -> Content:
    """Every row of every table that there is, whatever this program knows of it."""
    with ledger.read() as connection:
        tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
        columns = {name: [one["name"] for one in inspect(connection).get_columns(name)] for name in tables}
        return {
            name: sorted(
                (tuple(sorted((key, str(value)) for key, value in row._mapping.items())) for row in rows),
            )
            for name in columns
            for rows in (connection.execute(text(f'SELECT * FROM "{name}"')),)  # noqa: S608 - the database's own names
        }


def upgraded(url: str) -> tuple[Content, Content]:
    """Every row before and after `release`."""
    ledger = Ledger(url)
    before = content(ledger)
    assert release({"DATABASE_URL": url, "LINE_FILE": str(snapshots.LINE)}) == DONE
    ledger.demand_current()
    after = content(ledger)
    ledger.close()
    return before, after


def test_there_is_one_of_both_engines_for_every_release() -> None:
    assert {engine for _, engine in SNAPSHOTS} == {"sqlite", "postgresql"}
    assert [revision for revision, engine in SNAPSHOTS if engine == "sqlite"] == [
        revision for revision, engine in SNAPSHOTS if engine == "postgresql"
    ]
    assert {revision for revision, _ in SNAPSHOTS} <= migrating.known()


def test_nothing_that_was_written_is_lost_or_changed(url: str) -> None:
    before, after = upgraded(url)
    assert before["promises"]
    assert before["timeline"]
    assert before["timeline"] == after["timeline"], "nobody may change what happened"
    for table, rows in before.items():
        columns = {name for row in rows for name, _ in row}
        kept = {tuple(cell for cell in row if cell[0] in columns) for row in after.get(table, ())}
        assert set(rows) <= kept, table


def test_what_was_owed_is_kept_and_what_was_done_is_told(
    url: str, redis_server: EmbeddedRedis, request: pytest.FixtureRequest
) -> None:
    upgraded(url)
    client = redis.Redis.from_url(redis_server.url, decode_responses=True)
    client.flushall()
    ledger = Ledger(url)
    request.addfinalizer(ledger.close)
    world = World.build(snapshots.line(), ledger, client, UNTIL + timedelta(minutes=5))
    day = world.api("GET", "/api/compliance?from=2026-11-23T00:00:00Z&to=2026-11-27T00:00:00Z").json
    promises = world.promises()
    assert day["made"] == sum(promise.made_at.year == 2026 for promise in promises) > 0
    assert all(world.api("GET", f"/api/promises/{one.id}").json["timeline"] for one in promises[:5])
    pages = create_pages(world.house)
    chloe = signed_in(world.house, pages, "chloe")
    for page in ("/desk", "/today", "/promises", "/compliance", "/patterns", "/privacy"):
        assert chloe.get(page, follow_redirects=True).status_code == 200, page

    (anna,) = world.signs_on("anna")
    anna.accepts()
    anna.hears("Terugbellen", within="5m")
    (tried,) = (one for one in world.promises() if one.state == "attempting")
    person = world.caller(str(tried.phone), "who is owed a call")
    person.rings().answers().is_talking_to(anna)
    world.passes("2m")
    person.hangs_up()
    anna.hears("Gesproken, toets 1").presses("1").was_hung_up()
    (kept,) = (one for one in world.promises() if one.id == tried.id)
    assert (kept.state, kept.kept_how) == ("kept", "spoke")
    client.close()
