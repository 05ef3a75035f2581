"""RQ as a wake-up bell: names of jobs and opaque ids, nothing more.

The ledger says what is due; a job that is lost, doubled or late delays a promise by one tick and loses nothing.
So there is no `Retry`, no scheduler, and a Redis that is gone is logged, not raised. Jobs are named by string:
this side never imports the workers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import redis
import structlog
from rq import Queue
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer

QUEUE = "gehoor"
"""One queue only for a worker: with two or more RQ pops and registers in two steps and can lose a job in between."""
SLOW_QUEUE = "gehoor-slow"
"""What takes longer than a phone may ring has a bell and a process of its own: `python -m workers slow`."""

REDIRECT = "workers.callbacks.redirect"
KEEP_PROMISE = "workers.callbacks.keep_promise"
SEND_ON = "workers.transfers.send_on"
CONSULT = "workers.consults.consult"
RECORD = "workers.recording.record"
ROOM = "workers.rooms.room"
END_LEG = "workers.callbacks.end_leg"
TELL_AGENT = "workers.asking.tell_agent"
ASK_AGENTS = "workers.asking.ask_agents"
ANSWER_TEXT = "workers.messages.answer_text"
SEND_TEXTS = "workers.messages.send_texts"
LOOK_UP = "workers.customers.look_up"
SEND_INVITATIONS = "workers.invitations.send_invitations"
SAMPLE = "workers.samples.say"
SEND_ALARMS = "workers.alarms.send_alarms"
SEND_DIGEST = "workers.digest.send_digest"
BEAT = "workers.heartbeat.beat"
ANSWER_WHAT_IF = "workers.what_if.answer"

OURS = frozenset(value for value in list(vars().values()) if isinstance(value, str) and value.startswith("workers."))
"""Every one of them: whatever else lies on the bell was not put there by us, and is not run."""

SLOW = frozenset({ANSWER_WHAT_IF})
"""Jobs that may take minutes: `ring` sends them to the slow bell by their name. They wait for each other, hold up
nobody else, and may find that their process is not there at all."""
SLOW_FOR = 900
"""Seconds: then a slow job is ended."""

KEEP_FAILURES_FOR = 86_400

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PiledUp:
    """Of one bell: jobs that nobody has begun, and those that broke off within the last day."""

    queued: int
    failed: int


class Jobs(Protocol):
    def ring(self, job: str, *ids: str) -> bool:
        """Wake a worker for this job with these opaque ids; false where there is no bell to ring. Never raises."""
        ...

    def piled_up(self) -> Mapping[str, PiledUp]:
        """By bell; empty where nobody can tell."""
        ...


class RqJobs:
    """The bell on a real Redis."""

    def __init__(self, connection: redis.Redis) -> None:
        self._queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
        self._slow = Queue(SLOW_QUEUE, connection=connection, serializer=JSONSerializer, default_timeout=SLOW_FOR)

    def ring(self, job: str, *ids: str) -> bool:
        queue = self._slow if job in SLOW else self._queue
        try:
            queue.enqueue(job, *ids, result_ttl=0, failure_ttl=KEEP_FAILURES_FOR)
        except redis.RedisError:
            log.warning("job.bell_is_silent", job=job)
            return False
        return True

    def piled_up(self) -> Mapping[str, PiledUp]:
        try:
            return {
                queue.name: PiledUp(queue.count, FailedJobRegistry(queue=queue).get_job_count(cleanup=False))
                for queue in (self._queue, self._slow)
            }
        except redis.RedisError:
            return {}
