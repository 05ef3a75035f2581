"""`python -m workers`: a worker. `… slow`: one for long work. `… tick`: the ticker. Each runs until SIGTERM."""

import signal
import sys
import threading
from datetime import timedelta

import structlog

from voice_app.jobs import SLOW_QUEUE
from voice_app.line import Line
from voice_app.settings import Settings
from voice_app.start import MISTAKEN, begin
from workers import slow, without_bell
from workers.bell import listen
from workers.shop import open_shop
from workers.ticker import Ticker

TICK = timedelta(seconds=1)

log = structlog.get_logger()


def main(arguments: list[str]) -> int:
    """Exit code 2 with every mistake by name, where the environment or the line file is wrong."""
    if arguments == []:
        settings, _ = begin("worker")
        without_bell.keep_looking()
        listen(settings.jobs_url)
    elif arguments == ["slow"]:
        settings, _ = begin("worker")
        slow.keep_out_of_the_way()
        listen(settings.jobs_url, SLOW_QUEUE)
    elif arguments == ["tick"]:
        _tick(*begin("ticker"))
    else:
        sys.stderr.write("usage: python -m workers [slow | tick]\n")
        return MISTAKEN
    return 0


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
