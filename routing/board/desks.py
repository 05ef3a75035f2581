"""The board as an agent's desk shows it: who waits for what, what one agent is held by and until when.

A desk is looked at every few seconds by everybody at once; so nothing here depends on how many calls wait.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from routing.board.store import Store
from routing.records import AgentOnBoard, Reservation, instant, queue_name, read_reservation
from routing.skills import CallSid, Need


@dataclass(frozen=True, slots=True)
class Queue:
    """How many wait for one need, and when the first of them called; None: nobody does. `last`: who waits last, which
    is no difference to whom only the number matters."""

    count: int
    since: datetime | None
    last: CallSid | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class InHand:
    """What an agent is held by, talks under or wraps up. `until_at`: when a wrap-up, or a rest, is over by itself."""

    reservation: Reservation | None
    until_at: datetime | None


class Desks(Store):
    """What a desk asks."""

    def queues(self, needs: Sequence[Need]) -> Mapping[Need, Queue]:
        """Who waits for each of these needs."""
        answers = self._run("queues", json.dumps([queue_name(need) for need in needs])) if needs else ()
        return {
            need: Queue(answer[0], instant(answer[1]), CallSid(answer[2])) if answer[0] else Queue(0, None)
            for need, answer in zip(needs, answers, strict=True)
        }

    def in_hand(self, on_board: AgentOnBoard) -> InHand:
        """The reservation that this agent is under."""
        if on_board.reservation is None:
            return InHand(None, None)
        with self._reaching(), self._client.pipeline(transaction=False) as pipe:
            pipe.hgetall(f"{self._name}reservation:{on_board.reservation}")
            pipe.zscore(f"{self._name}lapses", on_board.agent.id)
            record, until = pipe.execute()
        held = read_reservation(on_board.reservation, record) if record else None
        return InHand(held, instant(str(int(until))) if until is not None else None)
