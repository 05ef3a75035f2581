"""Calls on the board: who waits, since when, and who has given a sign of life."""

# The words that a move gives are those in the header of its Lua file; a test holds the two against each other.
# mypy: disable-error-code="no-any-return"

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, cast

from routing.board.store import A_PASS, Store
from routing.queues import WaitingCall, Wish
from routing.records import CallOnBoard, micros, queue_name, read_call, unflatten, write_ids, write_wish
from routing.skills import AgentId, CallSid

LOOK_EACH = timedelta(seconds=5)
"""A wish without end is ended when its agent is no longer ready; lest that go unnoticed, it is looked at so often."""


def look_at(wish: Wish | None, now: datetime) -> datetime:
    """When the ticker has to look at this wish next: at its end, if it has one."""
    return wish.until_at if wish and wish.until_at else now + LOOK_EACH


class Calls(Store):
    """The moves that a caller makes."""

    def join(self, call: WaitingCall, now: datetime) -> Literal["joined", "known"]:
        """Let a call wait. Also brings back, at its old place, a call that the board has lost."""
        written = (micros(call.arrived_at), micros(call.counts_from), write_ids(call.barred))
        wish = write_wish(call.wish, look_at(call.wish, now))
        before = (call.last_agent or "", micros(call.sent_on_at) if call.sent_on_at else "")
        return self._run("join", call.sid, queue_name(call.need), *written, wish, *before, micros(now))

    def keep(self, sid: CallSid, wish: Wish, now: datetime) -> Literal["kept", "not_ready", "gone"]:
        """Keep a waiting call for one agent, whatever it was kept for before."""
        return self._run("keep", sid, write_wish(wish, look_at(wish, now)))

    def open_up(self, sid: CallSid, wish: Wish) -> Literal["anybodys", "gone"]:
        """End this wish: anybody may take the call."""
        return self._run("open_up", sid, wish.agent, micros(wish.until_at) if wish.until_at else "")

    def look_again(self, sid: CallSid, now: datetime) -> None:
        """The wish of this call still holds, and is to be looked at once more."""
        with self._reaching():
            self._client.zadd(f"{self._name}wishes", {sid: micros(now + LOOK_EACH)}, xx=True)

    def kept_for(self, agent: AgentId) -> list[CallSid]:
        """The calls that are kept for this agent, at most `A_PASS` of each kind."""
        with self._reaching():
            kinds = cast(set[str], self._client.smembers(f"{self._name}kinds:{agent}"))
            with self._client.pipeline(transaction=False) as pipe:
                for kind in kinds:
                    pipe.zrange(f"{self._name}kind:{kind}", 0, A_PASS - 1)
                return [sid for sids in pipe.execute() for sid in sids]

    def unbar(self, sid: CallSid, barred: frozenset[AgentId]) -> Literal["changed", "gone"]:
        """From now on only these may not take the call; it waits on at its place."""
        return self._run("unbar", sid, write_ids(barred))

    def leave(self, sid: CallSid, now: datetime) -> Literal["left", "released", "talking", "gone"]:
        """Forget a caller who has hung up before talking. released: an agent was held and is idle again;
        talking: nothing was changed, `settle` it."""
        return self._run("leave", sid, micros(now))

    def seen(self, sid: CallSid, now: datetime) -> CallOnBoard | None:
        """Note the hold loop's sign of life and tell where the call stands; None: unknown, let it join again."""
        record, ahead = self._run("seen", sid, micros(now))
        return read_call(sid, unflatten(record), ahead) if record else None

    def call(self, sid: CallSid) -> CallOnBoard | None:
        """Where the call stands, without its place in the queue."""
        record = self._read_hash(f"call:{sid}")
        return read_call(sid, record) if record else None

    def known(self, sids: Iterable[CallSid]) -> set[CallSid]:
        """Those of these calls that are on the board, whatever is done for them."""
        ids = list(sids)
        records = self._read_hashes(f"call:{sid}" for sid in ids)
        return {sid for sid, record in zip(ids, records, strict=True) if record}

    def waiting(self, limit: int) -> list[CallOnBoard]:
        """The waiting calls, oldest first."""
        return [read_call(sid, unflatten(record), ahead) for sid, record, ahead in self._run("waiting", limit)]
