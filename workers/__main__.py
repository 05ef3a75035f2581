"""`python -m workers`: an RQ worker. `python -m workers tick`: the ticker. Each runs until SIGTERM.

The worker is RQ's SimpleWorker: it runs jobs in this process, on connections that are already open, because each job
is short and an agent's phone should ring at once.
"""

import signal
import sys
import threading
from datetime import timedelta

import redis
import structlog
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from voice_app.jobs import QUEUE
from voice_app.line import Line
from voice_app.settings import Settings
from voice_app.start import MISTAKEN, begin
from workers.shop import open_shop
from workers.ticker import Ticker

TICK = timedelta(seconds=1)
WORKER_TTL, MAINTENANCE, JOB_MONITORING = 60, 15, 5
"""Seconds: a killed worker's place is taken within a minute or so; with RQ's defaults it is up to a quarter hour."""

log = structlog.get_logger()


def main(arguments: list[str]) -> int:
    """Exit code 2 with every mistake by name, where the environment or the line file is wrong."""
    if arguments == []:
        _work(*begin("worker"))
    elif arguments == ["tick"]:
        _tick(*begin("ticker"))
    else:
        sys.stderr.write("usage: python -m workers [tick]\n")
        return MISTAKEN
    return 0


def _work(settings: Settings, _: Line) -> None:
    connection = redis.Redis.from_url(settings.redis_url.get_secret_value())
    worker = SimpleWorker(
        [Queue(QUEUE, connection=connection, serializer=JSONSerializer)],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL,
        maintenance_interval=MAINTENANCE,
        job_monitoring_interval=JOB_MONITORING,
        log_job_description=False,
    )
    worker.work(with_scheduler=False, logging_level="WARNING")


def _tick(settings: Settings, line: Line) -> None:
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    shop = open_shop(settings, line)
    ticker = Ticker(shop)
    while not stopped.is_set():
        ticker.tick(shop.house.now())
        stopped.wait(TICK.total_seconds())
    log.info("ticker.stopped")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
