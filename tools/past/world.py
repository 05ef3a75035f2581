"""What a past that is made up stands on: the line's facts in microseconds, who works, who is owed a callback.

Deliberately makes nothing happen: `calling` and `keeping` do.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tools.past.ink import DAY, SECOND, Ink, Row
from tools.past.people import People
from tools.past.staff import Staff, Worker
from voice_app.numbers import Phone
from voice_app.terms import Terms

TO_ACCEPT: Final = (3, 9)
"""Seconds from ringing to `1`."""
TALK: Final = (5.2, 0.6)
"""Of the logarithm of a talk's seconds, mean and deviation: half take less than three minutes."""
LONGEST_TALK: Final = 1100 * SECOND
LAST_TALK_TAKES: Final = 120 * SECOND
UNTRAINED_AFTER: Final = 60 * SECOND
COMES_BACK_WITHIN: Final = 7 * DAY


@dataclass(slots=True)
class Owed:
    """A promise on its way through this past; what is known of it goes to the ledger when it ends. Microseconds.

    `struck`: the cause for which nothing will be tried in time. `busy_until`: an attempt is under way until then.
    """

    id: str
    phone: str
    need: str | None
    language: str
    source: str
    call_sid: str | None
    made: int
    due: int
    effective: int
    late: str | None
    counts_from: int
    not_before: int
    talk: str | None = None
    made_by: str | None = None
    needs_approval: str | None = None
    approved: tuple[str, int] | None = None
    struck: str | None = None
    state: str = "open"
    kept: int | None = None
    kept_how: str | None = None
    closed: int | None = None
    reason: str | None = None
    tries: int = 0
    rung: int = 0
    busy_until: int = 0
    matters: list[tuple[str | None, str | None, int]] = field(default_factory=list)
    attempts: list[Row] = field(default_factory=list)
    events: list[tuple[int, str, str]] = field(default_factory=list)


class Arrival:
    """A call as it came in, and what became of it so far. Microseconds."""

    __slots__ = ("answered", "answered_by", "arrived", "joined", "language", "need", "offered", "phone", "sid", "talk")

    def __init__(self, world: "World", arrived: int, phone: str | None, need: str | None, language: str) -> None:
        self.sid, self.arrived, self.phone, self.need, self.language = (
            f"CA{world.new_id()}",
            arrived,
            phone,
            need,
            language,
        )
        self.offered: int | None = None
        self.joined: int | None = None
        self.answered: int | None = None
        self.answered_by: Worker | None = None
        self.talk = ""


@dataclass(slots=True)
class World:
    """One line, up to `until`. `returns`: who will call again, and when; `queue`: promises by when they are next tried;
    `owed_to`: the same by phone; `open`: how many of them are; `called`: by phone its last
    calls, when and about what; `asked`: when a phone was asked last; `who`: its
    pseudonym."""

    terms: Terms
    line_version: int
    until: int
    ink: Ink
    chance: Random
    people: People
    staff: Staff
    spoken: frozenset[str]
    needs: tuple[str, ...]
    supervisor: str
    who: Callable[[Phone], str]
    returns: list[tuple[int, int, str, str | None, str]] = field(default_factory=list)
    queue: list[tuple[int, int, Owed]] = field(default_factory=list)
    owed_to: dict[str, Owed] = field(default_factory=dict)
    called: dict[str, list[tuple[int, str | None, str]]] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    counted: int = 0
    open: int = 0

    def number(self) -> int:
        """One after the other, so that heaps never compare what they hold."""
        self.counted += 1
        return self.counted

    def new_id(self) -> str:
        """As unguessable as `chance`, which is to be deterministic, allows."""
        return f"{self.chance.getrandbits(128):032x}"

    def earlier(self, phone: str, need: str | None, sid: str, arrived: int) -> str | None:
        """The last call from this phone about the same, within a week; and this one is remembered."""
        lately = [one for one in self.called.get(phone, ()) if one[0] >= arrived - COMES_BACK_WITHIN]
        same = [earlier for _, about, earlier in lately if about == need]
        self.called[phone] = [*lately, (arrived, need, sid)]
        return same[-1] if same else None

    def seconds(self, low: float, high: float) -> int:
        """So many seconds, in microseconds."""
        return int((low + (high - low) * self.chance.random()) * 1000) * 1000

    def talk(self) -> int:
        """How long a talk takes."""
        return min(int(self.chance.lognormvariate(*TALK) * 1000) * 1000 + 15 * SECOND, LONGEST_TALK)

    def pick(self, need: str | None, language: str, from_at: int, *, but: Worker | None = None) -> "Pick":
        """Who takes up a call that waits since then, and when; who is not trained, after a while. None: nobody can."""
        found, best = None, (0, 0, 0, 0)
        for worker in self.staff.workers:
            if not worker.until or worker is but or language not in worker.languages:
                continue
            level = 3 if need is None else worker.skills.get(need, 0)
            since = from_at if level else from_at + UNTRAINED_AFTER
            start = worker.free_at if worker.free_at > since else since
            if start + LAST_TALK_TAKES > worker.until:
                continue
            key = (start, -level, len(worker.skills), worker.free_at)
            if found is None or key < best:
                found, best = worker, key
        return None if found is None else (found, best[0])

    def reason(self, worker: Worker, need: str | None, language: str, start: int, waited: int) -> str:
        """Why this agent, as a reservation has it (`routing.reasons.ReasonJson`)."""
        level = 3 if need is None else worker.skills.get(need, 0)
        ruling = "next_in_line" if waited > SECOND else "best_match"
        idle = max(0, start - worker.free_at) / SECOND
        about = "null" if need is None else f'"{need}"'
        speaks = "true" if language in worker.languages else "false"
        return (
            f'{{"ruling": "{ruling}", "need": {about}, "language": "{language}", "level": {level}, '
            f'"speaks": {speaks}, "step": {0 if level else 2}, "breadth": {len(worker.skills)}, '
            f'"idle_seconds": {idle:.3f}, "others_idle": 0, "waited_seconds": {waited / SECOND:.3f}, "skipped": false}}'
        )


Pick = tuple[Worker, int] | None
