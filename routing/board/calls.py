"""Calls on the board: who waits, since when, and who has given a sign of life."""

# The words that a move gives are those in the header of its Lua file; a test holds the two against each other.
# mypy: disable-error-code="no-any-return"

from datetime import datetime
from typing import Literal, cast

from routing.board.store import Store
from routing.queues import WaitingCall
from routing.records import CallOnBoard, micros, queue_name, read_call, unflatten, write_ids
from routing.skills import CallSid


class Calls(Store):
    """The moves that a caller makes."""

    def join(self, call: WaitingCall, now: datetime) -> Literal["joined", "known"]:
        """Let a call wait. Also brings back, at its old place, a call that the board has lost."""
        written = (micros(call.arrived_at), micros(call.counts_from), write_ids(call.barred), micros(now))
        return self._run("join", call.sid, queue_name(call.need), *written)

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

    def position(self, sid: CallSid) -> int | None:
        """The call's place in its queue, from 1; None: it does not wait."""
        call = self.call(sid)
        if call is None:
            return None
        with self._reaching():
            ahead = self._client.zrank(f"{self._name}queue:{queue_name(call.call.need)}", sid)
        return None if ahead is None else cast(int, ahead) + 1

    def waiting(self, limit: int) -> list[CallOnBoard]:
        """The waiting calls, oldest first."""
        return [read_call(sid, unflatten(record), ahead) for sid, record, ahead in self._run("waiting", limit)]
