"""Writers who stand in line share a commit: nobody goes on before it is on the disk, and each can be undone alone."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import IntegrityError

from tests.house.sources import ROOT
from tests.ledger.made import NOW, P1
from tests.recovery.people import eventually
from voice_app.ledger import LedgerGone, heartbeats, timeline, together
from voice_app.ledger.engines import PATIENCE, WRITE_WITHIN, sqlite_engine
from voice_app.ledger.gone import gone_or_mistaken
from voice_app.ledger.together import MOST, Together

Body = Callable[[Connection], object]


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path / "ledger.db"))


@pytest.fixture
def engine(file: Path) -> Iterator[Engine]:
    engine = sqlite_engine(file).execution_options(**{WRITE_WITHIN: PATIENCE})
    yield engine
    engine.dispose()


@pytest.fixture
def writers(engine: Engine) -> Together:
    return Together(engine, engine)


@pytest.fixture
def commits(engine: Engine) -> list[Connection]:
    """Every commit of this engine."""
    seen: list[Connection] = []
    event.listen(engine, "commit", seen.append)
    return seen


def beats(name: str) -> Body:
    return lambda connection: heartbeats.beat(connection, name, NOW)


def seen(file: Path) -> set[str]:
    """Who has written, as another process sees it."""
    with closing(sqlite3.connect(file)) as other:
        return {name for (name,) in other.execute("SELECT process FROM heartbeats")}


def in_one_line(writers: Together, first: Body, *others: Body) -> list[Future[None]]:
    """All of them, the first for so long that all others stand in line behind it, in this order."""

    def write(body: Body) -> None:
        with gone_or_mistaken(), writers.write() as connection:
            body(connection)

    def begin(connection: Connection) -> None:
        holds.set()
        assert all_there.wait(20)
        first(connection)

    holds, all_there = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1 + len(others)) as pool:
        done = [pool.submit(write, begin)]
        assert holds.wait(20)
        for n, body in enumerate(others, 1):
            done.append(pool.submit(write, body))
            eventually(lambda n=n: writers.waiting == n, "one more stands in line")
        all_there.set()
    return done


def test_who_stands_in_line_shares_a_commit(writers: Together, commits: list[Connection], file: Path) -> None:
    names = [f"process {n}" for n in range(MOST + 3)]
    for done in in_one_line(writers, *map(beats, names)):
        done.result()
    assert seen(file) == set(names)
    assert len(commits) == 2, "no more share one than the first can wait for"


def test_who_comes_alone_waits_for_nobody(writers: Together, commits: list[Connection]) -> None:
    for name in ("web", "worker"):
        with writers.write() as connection:
            heartbeats.beat(connection, name, NOW)
    assert len(commits) == 2


@pytest.mark.fault("F14")
def test_nobody_goes_on_before_the_commit_and_nobody_sees_what_is_not_on_the_disk(
    writers: Together, file: Path
) -> None:
    went_on, met = list[str](), list[tuple[set[str], list[str]]]()

    def first() -> None:
        with writers.write() as connection:
            heartbeats.beat(connection, "first", NOW)
            started.set()
            eventually(lambda: writers.waiting == 1, "another stands in line")
        went_on.append("first")

    started = threading.Event()
    ahead = threading.Thread(target=first)
    ahead.start()
    assert started.wait(20)
    with writers.write() as connection:
        assert heartbeats.last(connection) == NOW, "within the transaction it is there"
        met.append((seen(file), list(went_on)))
    ahead.join()
    assert met == [(set(), [])]
    assert (seen(file), went_on) == ({"first"}, ["first"])


@pytest.mark.parametrize("position", range(4))
def test_one_that_raises_is_undone_alone(writers: Together, file: Path, position: int) -> None:
    def breaks(connection: Connection) -> None:
        heartbeats.beat(connection, "broken", NOW)
        raise ZeroDivisionError

    bodies = [beats(f"process {n}") for n in range(3)]
    bodies.insert(position, breaks)
    done = in_one_line(writers, *bodies)
    assert [type(one.exception()) for one in done].count(ZeroDivisionError) == 1
    assert isinstance(done[position].exception(), ZeroDivisionError)
    assert seen(file) == {"process 0", "process 1", "process 2"}


@pytest.mark.fault("F13")
def test_a_commit_that_fails_is_gone_for_all_who_shared_it(writers: Together, file: Path) -> None:
    def breaks_a_rule_at_the_commit(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        timeline.tell(connection, P1, "made", NOW)

    shared = in_one_line(writers, beats("a"), beats("b"), breaks_a_rule_at_the_commit)
    assert [type(one.exception()) for one in shared] == [LedgerGone, LedgerGone, IntegrityError]
    assert seen(file) == set()
    with writers.write() as connection:
        heartbeats.beat(connection, "c", NOW)
    assert seen(file) == {"c"}


def test_one_that_breaks_the_whole_off_takes_the_others_with_it(writers: Together, file: Path) -> None:
    def breaks_off(connection: Connection) -> None:
        connection.exec_driver_sql("ROLLBACK")  # as SQLite itself does where it finds no room
        heartbeats.beat(connection, "alone", NOW)

    done = in_one_line(writers, beats("a"), breaks_off, beats("b"))
    assert [type(one.exception()) for one in done] == [LedgerGone, LedgerGone, type(None)]
    assert "a" not in seen(file)
    assert "b" in seen(file)


def test_who_waits_for_others_in_vain_is_told(writers: Together, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "COMMITTED_WITHIN", timedelta(milliseconds=1))
    told = threading.Event()

    def first() -> None:
        try:
            with writers.write() as connection:
                heartbeats.beat(connection, "first", NOW)
                started.set()
                eventually(lambda: writers.waiting == 1, "another stands in line")
        except LedgerGone:
            told.set()

    started = threading.Event()
    ahead = threading.Thread(target=first)
    ahead.start()
    assert started.wait(20)
    with writers.write() as connection:
        assert told.wait(20), "that the other does not finish"
        heartbeats.beat(connection, "second", NOW)
    ahead.join()
    assert seen(file) == {"first", "second"}


@pytest.mark.fault("F14")
def test_a_machine_that_dies_keeps_all_that_was_answered(writers: Together, file: Path, tmp_path: Path) -> None:
    """The log of commits is cut off wherever somebody was answered, as a disk has it whose machine then dies."""
    log, lock = file.with_name("ledger.db-wal"), threading.Lock()
    answered: dict[str, int] = {}

    def write(thread: int) -> None:
        for n in range(8):
            with writers.write() as connection:
                heartbeats.beat(connection, f"{thread}.{n}", NOW)
            with lock:
                answered[f"{thread}.{n}"] = log.stat().st_size

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    assert len(answered) == 48
    written = log.read_bytes()
    for cut in sorted({0, *answered.values()}):
        assert _answered_by(answered, cut) <= _what_is_left(file, written[:cut], tmp_path / "after.db")


def test_half_a_commit_is_none(writers: Together, file: Path, tmp_path: Path) -> None:
    log = file.with_name("ledger.db-wal")
    with writers.write() as connection:
        heartbeats.beat(connection, "before", NOW)
    before = log.stat().st_size
    names = [f"process {n}" for n in range(5)]
    for done in in_one_line(writers, *map(beats, names)):
        done.result()
    written = log.read_bytes()
    for cut in range(before, len(written), 1000):
        assert _what_is_left(file, written[:cut], tmp_path / "after.db") == {"before"}
    assert _what_is_left(file, written, tmp_path / "after.db") == {"before", *names}


def _answered_by(answered: Mapping[str, int], cut: int) -> set[str]:
    return {name for name, size in answered.items() if size <= cut}


def _what_is_left(file: Path, log: bytes, to: Path) -> set[str]:
    shutil.copy(file, to)
    to.with_name(f"{to.name}-wal").write_bytes(log)
    left = seen(to)
    to.with_name(f"{to.name}-shm").unlink(missing_ok=True)
    return left


IN_NO_ROOM = """
import resource, sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from voice_app.ledger import Ledger, LedgerGone, heartbeats
ledger = Ledger(sys.argv[1])
with ledger.read() as connection:
    heartbeats.all(connection)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
answered = []
def write(thread):
    for n in range(200):
        name = f"{thread}.{n} {'x' * 2000}"
        try:
            with ledger.write() as connection:
                heartbeats.beat(connection, name, datetime.now(UTC))
        except LedgerGone:
            return
        answered.append(name)
with ThreadPoolExecutor(8) as pool:
    list(pool.map(write, range(8)))
with ledger.read() as connection:
    print(len(answered) > 8, sorted(answered) == sorted(beat.process for beat in heartbeats.all(connection)))
"""


@pytest.mark.fault("F13")
def test_where_the_disk_is_full_what_was_answered_is_there_and_nothing_else(file: Path) -> None:
    command = [sys.executable, "-c", IN_NO_ROOM, f"sqlite:///{file}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["True", "True"]
