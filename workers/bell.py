"""Listens to the bell, and runs the job that it rings for: an RQ worker that stays until it is asked to go.

RQ's own gives up where Redis goes away in the middle of a job or while it starts, and waits up to a minute before it
looks again. Deliberately uses neither its scheduler nor its remote control: the ledger says what is due.
"""

import threading
from datetime import timedelta
from types import FrameType
from typing import Any

import redis
import structlog
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer

from voice_app.jobs import OURS, QUEUE
from voice_app.redis_forms import client_of
from voice_app.seeing.watching import watched_job
from workers.shop import at_work

WORKER_TTL, MAINTENANCE, JOB_MONITORING = 60, 15, 5
"""Seconds: a killed worker's place is taken within a minute or so; with RQ's defaults it is up to a quarter hour."""
LOOKS_AGAIN_IN = timedelta(seconds=1)

log = structlog.get_logger()


def listen(redis_url: str, queue: str = QUEUE) -> None:
    """Run the jobs of a queue until SIGTERM, whatever becomes of Redis."""
    stopped = threading.Event()
    while not stopped.is_set():
        try:
            Listener(redis_url, queue, stopped).work(with_scheduler=False, logging_level="WARNING")
            stopped.wait(LOOKS_AGAIN_IN.total_seconds())
        except redis.RedisError as error:
            log.warning("worker.bell_is_gone", error=type(error).__name__)
        except StopRequested:  # asked while it was not even listening
            return


class NotOursError(Exception):
    """A job that nobody of us rings for."""


class OwnJob(Job):
    """One of our own jobs, with ids, watched, and nothing that is to be called after it. Whoever can write to Redis can
    name any function of any module there, in JSON as well as in a pickle: it fails, and nothing is loaded."""

    success_callback = failure_callback = stopped_callback = None

    def perform(self) -> Any:
        is_ours = self.func_name in OURS and self.instance is None and not self.kwargs
        if not (is_ours and all(isinstance(id_, str) for id_ in self.args)):
            log.error("job.refused", job=self.id)
            raise NotOursError
        with watched_job(at_work().house, str(self.func_name), tuple(self.args)):
            return super().perform()


class Listener(SimpleWorker):
    """RQ's SimpleWorker: jobs run in this process, on connections that are open already, because each is short and an
    agent's phone should ring at once. `stopped` is set when it is asked to end."""

    max_connection_wait_time = LOOKS_AGAIN_IN.total_seconds()

    def __init__(self, redis_url: str, queue: str, stopped: threading.Event) -> None:
        connection = client_of(redis_url)
        super().__init__(
            [Queue(queue, connection=connection, serializer=JSONSerializer)],
            connection=connection,
            serializer=JSONSerializer,
            job_class=OwnJob,
            worker_ttl=WORKER_TTL,
            maintenance_interval=MAINTENANCE,
            job_monitoring_interval=JOB_MONITORING,
            log_job_description=False,
        )
        self._stopped = stopped

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """What RQ does on SIGTERM: the job at hand is finished first."""
        self._stopped.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call] # RQ has no types for it

    def subscribe(self) -> None:
        """No remote control: its thread would outlive a listener that has lost its Redis."""

    def unsubscribe(self) -> None:
        """There is nothing to end."""
