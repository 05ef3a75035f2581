"""The waits as the board tells of them: what an expectation looks at, and what the last plan knew of all of them."""

# The words that a move gives are those in the header of its Lua file; a test holds the two against each other.
# mypy: disable-error-code="no-any-return"

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal, cast

from routing.board.store import Store
from routing.expectation import PlacedPromise, Standing, View
from routing.records import MICROSECOND, CallOnBoard, instant, micros
from routing.skills import CallSid, Need
from routing.standings import SOON_LOOKED_AT, read_standing, write_owed, write_views


class Waits(Store):
    """What is asked and noted of the waits."""

    def standing(
        self, sid: CallSid, head_start: timedelta, now: datetime, *, is_alive: bool = False
    ) -> tuple[CallOnBoard | None, Standing | None]:
        """The call, unless it is unknown (let it join again), and all that its wait depends on, if it waits.
        `is_alive`: the hold loop asks, which is the caller's sign of life."""
        asked = (micros(now) if is_alive else "", head_start // MICROSECOND, SOON_LOOKED_AT)
        return read_standing(sid, self._run("standing", sid, *asked), now)

    def note_told(self, sid: CallSid, until_at: datetime | None) -> Literal["noted", "gone"]:
        """Until when this caller was told to wait; None: what was told holds no longer."""
        return self._run("note_told", sid, micros(until_at) if until_at else "")

    def told(self, sid: CallSid) -> datetime | None:
        """Until when this caller was last told to wait."""
        with self._reaching():
            until = cast(str | None, self._client.hget(f"{self._name}call:{sid}", "told_until"))
        return instant(until) if until else None

    def put_views(self, views: Mapping[Need, View], owed: Iterable[PlacedPromise], made_at: datetime) -> None:
        """What a plan knows of the waits. `owed`: the promises that may be dialled now and have a place in the line."""
        self._run("put_views", write_views(views, made_at), write_owed(owed))
