"""The one who looks for all open wallboards of this process: at the board a few times a second, at the ledger once.

One look for everybody, however many are open; each is woken where what it shows has changed. Deliberately renders
nothing but keeps what was rendered, because all who read one language see the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Lock
from typing import Final

import structlog
from flask import current_app

from routing.board import BoardGone
from voice_app import vitals, wallboard
from voice_app.desk import Floor, floor_of
from voice_app.ledger import LedgerGone
from voice_app.ledger.today import Today
from voice_app.pages.streams import keep_looking
from voice_app.runtime import Runtime, seconds
from voice_app.vitals import Trouble
from voice_app.wallboard import Breaks, Shown, Still, shown_of

EACH: Final = timedelta(milliseconds=250)
"""How often the board is looked at while a wallboard is open."""
FIGURES_EACH: Final = timedelta(seconds=1)
"""How often today's figures are asked for; but never so often that they take more than a tenth of the time."""
SELDOM: Final = timedelta(seconds=5)
"""How often it is asked what of ours stands still, and since when whoever is on break is."""
MOST: Final = 40
"""Open wallboards of one process: each holds a thread (pages.conf.py), and desks need most of them."""

log = structlog.get_logger()


@dataclass(eq=False, slots=True)
class Onlooker:
    """One open wallboard."""

    woken: Event = field(default_factory=Event)


@dataclass
class _Paced:
    """When something is to be asked again: after `each`, or ten times as long as it took."""

    each: timedelta
    _again_at: float = 0.0

    def is_due(self) -> bool:
        return seconds() >= self._again_at

    def took_since(self, begun: float) -> None:
        now = seconds()
        self._again_at = now + max(self.each.total_seconds(), 10 * (now - begun))


class Watch:
    """The open wallboards, and what they show. `since`: when this process came, for what of ours is silent."""

    def __init__(self, house: Runtime, begin: Callable[["Watch"], None] | None = None) -> None:
        self._house, self._since = house, house.now()
        self._begin = begin or _in_a_thread
        self._lock, self._looking = Lock(), Lock()
        self._open: list[Onlooker] = []
        self._runs = False
        self._figures, self._seldom = _Paced(FIGURES_EACH), _Paced(SELDOM)
        self._today: Today | None = None
        self._still: Still = {}
        self._breaks: Breaks = {}
        self._troubles: tuple[Trouble, ...] = ()
        self._shown: Shown | None = None
        self._rendered: dict[str, tuple[Shown, str]] = {}

    def open(self) -> Onlooker | None:
        """A wallboard is looked at from now on; None: there is no room for another."""
        onlooker = Onlooker()
        with self._lock:
            if len(self._open) >= MOST:
                return None
            self._open.append(onlooker)
            starts, self._runs = not self._runs, True
            if starts:
                self._shown = None  # it may be long since anybody looked
        if starts:
            self._begin(self)
        return onlooker

    def close(self, onlooker: Onlooker) -> None:
        """Nobody looks at this one any more."""
        with self._lock:
            if onlooker in self._open:
                self._open.remove(onlooker)

    def shown(self) -> Shown:
        """As it was at the last look, or as it is now where nobody looks. Raises BoardGone."""
        if not self._runs or self._shown is None:
            self.look()
        if self._shown is None:
            raise BoardGone("the board did not answer the last look")
        return self._shown

    def rendered(self, shown: Shown, language: str, render: Callable[[Shown], str]) -> str:
        """The page's part for this; made once for everybody who reads the language."""
        made = self._rendered.get(language)
        if made is None or made[0] is not shown:
            made = self._rendered[language] = (shown, render(shown))
        return made[1]

    def go_on(self) -> bool:
        """Whether anybody looks; the watch ends with the last."""
        with self._lock:
            self._runs = bool(self._open)
            return self._runs

    def look(self) -> None:
        """Once, for all. A store that is gone, or is back, is news for everybody."""
        with self._looking:
            before, house = self._shown, self._house.current()
            now = house.now()
            floor = self._floor(house)
            self._ask_the_ledger(house, floor, now)
            found = None if floor is None else self._put_together(house, floor)
            self._shown = before if found == before else found
            is_news = self._shown is not before
        if is_news:
            with self._lock:
                onlookers = tuple(self._open)
            for onlooker in onlookers:
                onlooker.woken.set()

    def _put_together(self, house: Runtime, floor: Floor) -> Shown:
        return shown_of(
            house,
            floor,
            still=self._still,
            breaks=self._breaks,
            figures=self._today,
            troubles=self._troubles,
        )

    def _floor(self, house: Runtime) -> Floor | None:
        try:
            floor = floor_of(house)
            if self._figures.is_due():
                self._still = wallboard.still_to_wait(house, floor, house.now())
        except BoardGone as error:
            if self._shown is not None:
                log.warning("wallboard.board_gone", error=str(error))
            return None
        return floor

    def _ask_the_ledger(self, house: Runtime, floor: Floor | None, now: datetime) -> None:
        if self._seldom.is_due():
            begun = seconds()
            self._troubles = vitals.look(house, self._since, now).troubles
            if floor is not None:
                self._breaks = self._known(lambda: wallboard.breaks_of(house, [o.agent for o in floor.agents.values()]))
            self._seldom.took_since(begun)
        if self._figures.is_due():
            begun = seconds()
            try:
                self._today = wallboard.figures_of(house, now)
            except LedgerGone as error:
                if self._today is not None:
                    log.warning("wallboard.ledger_gone", error=str(error))
                self._today = None
            self._figures.took_since(begun)

    def _known(self, ask: Callable[[], Breaks]) -> Breaks:
        try:
            return ask()
        except LedgerGone:
            return self._breaks

    def end(self) -> None:
        """The watch broke off. Whoever opens a wallboard next begins another; until then each looks for itself."""
        with self._lock:
            self._runs, self._shown = False, None


def _in_a_thread(watch: Watch) -> None:
    keep_looking(watch, "wallboards", EACH)


def watch_of(house: Runtime) -> Watch:
    """The one of this process."""
    found = current_app.extensions.setdefault("wallboards", Watch(house))
    assert isinstance(found, Watch)  # noqa: S101 - for mypy: nobody else uses this name
    return found
