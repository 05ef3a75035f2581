"""The board as it lies, and the taking away of what nothing on it stands behind.

Deliberately finds nothing: `routing.ghosts` does. What it found is looked at once more in the move that takes it away.
"""

# The words that a move gives are those in the header of its Lua file; a test holds the two against each other.
# mypy: disable-error-code="no-any-return"

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Literal, cast, get_args

from routing.board.store import AT_ONCE, Store
from routing.ghosts import Index, RecordKind, Records, Torn
from routing.records import micros
from routing.skills import AgentId, CallSid, ReservationId


class Mends(Store):
    """What is done once a minute so that nothing stays for ever."""

    def records(self) -> Records:
        """Who names whom, read piece by piece while others move."""
        ids = self._ids()
        agents = self._fields("agent", ids["agent"], "activity", "reservation", "rests_until")
        calls = self._fields("call", ids["call"], "state", "reservation")
        reservations = self._fields("reservation", ids["reservation"], "agent")
        return Records(
            agents={AgentId(id_): ReservationId(held or "") for id_, (does, held, _) in agents if does != "idle"},
            rests={AgentId(id_) for id_, (does, _, rests_until) in agents if does == "wrapping_up" or rests_until},
            reservations={ReservationId(id_): AgentId(agent or "") for id_, (agent,) in reservations},
            calls={
                CallSid(id_): None if state == "waiting" else ReservationId(held or "") for id_, (state, held) in calls
            },
            holds=self._holds(ids["promise"]),
            kinds=ids["kind"],
            indexes=self._indexes(),
        )

    def mend(self, record: RecordKind, id_: str, now: datetime) -> Literal["mended", "whole"]:
        """Take a record away whose other half is gone; an agent, to whom it comes back, is idle."""
        return self._run("mend", record, id_, micros(now))

    def unlist(self, index: Index, member: str) -> Literal["unlisted", "stands"]:
        """Strike a member off an index of which nothing is there."""
        return self._run("unlist", index, member)

    def take_away(self, found: Torn, now: datetime) -> bool:
        """Whichever of the two it takes; false where it is whole by now."""
        if found.kind in get_args(RecordKind):
            return self.mend(cast(RecordKind, found.kind), found.id, now) == "mended"
        return self.unlist(cast(Index, found.kind), found.id) == "unlisted"

    def _ids(self) -> dict[str, list[str]]:
        """By kind, the records that there are."""
        found: dict[str, list[str]] = {kind: [] for kind in (*get_args(RecordKind), "kind")}
        with self._reaching():
            for key in self._client.scan_iter(match=f"{self._name}*", count=1000):
                kind, _, id_ = key.removeprefix(self._name).partition(":")
                if kind in found:
                    found[kind].append(id_)
        return found

    def _fields(self, kind: RecordKind, ids: Iterable[str], *fields: str) -> list[tuple[str, list[str | None]]]:
        """Of each record, these; None for one that is not there."""
        read, rest = list[tuple[str, list[str | None]]](), iter(ids)
        while some := list(islice(rest, AT_ONCE)):
            with self._reaching(), self._client.pipeline(transaction=False) as pipe:
                for id_ in some:
                    pipe.hmget(f"{self._name}{kind}:{id_}", fields)
                read.extend(zip(some, pipe.execute(), strict=True))
        return [(id_, values) for id_, values in read if any(value is not None for value in values)]

    def _holds(self, promises: list[str]) -> dict[str, ReservationId]:
        if not promises:
            return {}
        with self._reaching():
            held = self._client.mget([f"{self._name}promise:{id_}" for id_ in promises])
        return {id_: ReservationId(by) for id_, by in zip(promises, cast(list[str | None], held), strict=True) if by}

    def _indexes(self) -> dict[Index, list[str]]:
        with self._reaching(), self._client.pipeline(transaction=False) as pipe:
            for index in get_args(Index):
                if index == "kinds":
                    pipe.smembers(f"{self._name}{index}")
                else:
                    pipe.zrange(f"{self._name}{index}", 0, -1)
            return {index: list(members) for index, members in zip(get_args(Index), pipe.execute(), strict=True)}
