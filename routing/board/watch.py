"""The board as the ticker sees it: what has come due, the turns to ring, the plan, and whether anything is there."""

# The words that a move gives are those in the header of its Lua file; a test holds the two against each other.
# mypy: disable-error-code="no-any-return"

from datetime import datetime, timedelta
from typing import Any, Literal, cast

from routing.board.store import A_PASS, Store
from routing.plan import Plan
from routing.records import Due, micros, read_plan, write_plan
from routing.skills import ReservationId

GHOST_AFTER = timedelta(seconds=60)
"""A turn of the hold loop takes 20 s at most; three missed, and nobody is there."""
BETWEEN_RINGS = timedelta(seconds=1)
"""The carrier creates one call a second for an account and lets the rest wait (Twilio docs, calls per second); what
waits there can no longer be put in order."""

TOLD_FOR = timedelta(hours=1)
"""An outage that lasts longer is told of again by another process, should the first be gone."""


class Watch(Store):
    """What is looked at and kept for everybody."""

    def due(self, now: datetime) -> Due:
        """What the ticker has to end, earliest first, at most `A_PASS` of each."""
        limits = ("expiries", now), ("lapses", now), ("seen", now - GHOST_AFTER), ("wishes", now)
        return Due(*(tuple(found) for found in self._up_to(*limits)))

    def held(self) -> list[ReservationId]:
        """Reservations that nobody has accepted yet, earliest to expire first, at most `A_PASS`."""
        with self._reaching():
            return cast(list[ReservationId], self._client.zrange(f"{self._name}expiries", 0, A_PASS - 1))

    def talks(self) -> list[ReservationId]:
        """Every talk, the longest first: was the word of its end lost? Ask the carrier."""
        with self._reaching():
            return cast(list[ReservationId], self._client.zrange(f"{self._name}talks", 0, -1))

    def ring_slot(self, now: datetime) -> Literal["taken", "later"]:
        """May the carrier be asked for a call at this instant? One each `BETWEEN_RINGS`."""
        return self._run("ring_slot", micros(now), micros(now + BETWEEN_RINGS))

    def rest_ringing(self, until_at: datetime) -> None:
        """The carrier wants a pause: no slot before this instant."""
        with self._reaching():
            self._client.set(f"{self._name}rings_from", micros(until_at))

    def put_plan(self, plan: Plan) -> None:
        with self._reaching():
            self._client.hset(f"{self._name}plan", mapping=dict[Any, str](write_plan(plan)))

    def plan(self) -> Plan:
        return read_plan(self._read_hash("plan"))

    def is_blank(self) -> bool:
        """Nothing has been restored since the board was made, or wiped."""
        with self._reaching():
            return not self._client.exists(f"{self._name}generation")

    def take_note(self) -> None:
        """Raises BoardGone also where Redis answers, and takes nothing more: full, or with no disk to write to."""
        with self._reaching():
            self._client.set(f"{self._name}noted", 1)

    def cannot_keep(self) -> bool:
        """Redis could not write its file the last time that it tried."""
        with self._reaching():
            said = self._client.info("persistence")
        return "err" in (said.get("rdb_last_bgsave_status"), said.get("aof_last_write_status"))

    def is_first_to_tell(self, now: datetime) -> bool:
        """Of several processes that all see the ledger gone one tells of it; who did not come back is forgotten."""
        told = f"{self._name}told_of_ledger"
        with self._reaching():
            if self._client.set(told, micros(now), nx=True):
                return True
            before = self._client.get(told)
            if before is not None and int(before) < micros(now - TOLD_FOR):
                self._client.delete(told)
            return False

    def told_and_over(self) -> None:
        with self._reaching():
            self._client.delete(f"{self._name}told_of_ledger")

    def restored(self, generation: str) -> None:
        """The roster and its presences are on the board again."""
        with self._reaching():
            self._client.set(f"{self._name}generation", generation)
