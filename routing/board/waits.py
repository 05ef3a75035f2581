"""The waits as the board tells of them: what an expectation looks at, and what the last plan knew of all of them."""

# The words that a move gives are those in the header of its Lua file; a test holds the two against each other.
# mypy: disable-error-code="no-any-return"

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, cast

from routing.board.store import Store
from routing.expectation import PlacedPromise, Standing, View
from routing.records import MICROSECOND, CallOnBoard, instant, micros
from routing.skills import AgentId, CallSid, Need
from routing.standings import SOON_LOOKED_AT, read_standing, write_owed, write_views

STANDINGS_AT_ONCE: Final = 100
"""Each is a small search on the board, and a caller's move waits behind all of one round trip."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a caller was told of the wait. `until_at`: when it is over at the latest; None: nothing that still holds.
    `person`: the agent who was offered by name."""

    until_at: datetime | None = None
    person: AgentId | None = None


class Waits(Store):
    """What is asked and noted of the waits."""

    def standing(
        self, sid: CallSid, head_start: timedelta, now: datetime, *, is_alive: bool = False
    ) -> tuple[CallOnBoard | None, Standing | None]:
        """The call, unless it is unknown (let it join again), and all that its wait depends on, if it waits.
        `is_alive`: the hold loop asks, which is the caller's sign of life."""
        asked = (micros(now) if is_alive else "", head_start // MICROSECOND, SOON_LOOKED_AT)
        return read_standing(sid, self._run("standing", sid, *asked), now)

    def standings(self, sids: Sequence[CallSid], head_start: timedelta, now: datetime) -> Iterator[Standing]:
        """The same of many calls, in few round trips; those that wait no longer are left out."""
        asked = [(sid, "", head_start // MICROSECOND, SOON_LOOKED_AT) for sid in sids]
        for sid, answer in zip(sids, self._run_each("standing", asked, STANDINGS_AT_ONCE), strict=True):
            _, standing = read_standing(sid, answer, now)
            if standing is not None:
                yield standing

    def note_told(self, sid: CallSid, told: Told) -> Literal["noted", "gone"]:
        """This caller was told so."""
        return self._run("note_told", sid, micros(told.until_at) if told.until_at else "", told.person or "")

    def told(self, sid: CallSid) -> Told:
        """What this caller was last told."""
        with self._reaching():
            told = cast(list[str | None], self._client.hmget(f"{self._name}call:{sid}", "told_until", "offered"))
        until, person = told
        return Told(instant(until) if until else None, AgentId(person) if person else None)

    def waiting_since_before(self, at: datetime) -> int:
        """How many callers wait who came before then."""
        with self._reaching():
            return self._client.zcount(f"{self._name}waiting", "-inf", f"({micros(at)}")

    def put_views(self, views: Mapping[Need, View], owed: Iterable[PlacedPromise], made_at: datetime) -> None:
        """What a plan knows of the waits. `owed`: the promises that may be dialled now and have a place in the line."""
        self._run("put_views", write_views(views, made_at), write_owed(owed))
