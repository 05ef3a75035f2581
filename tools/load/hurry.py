"""The service on a clock that runs many times faster than the real one, so that a day passes within minutes.

    HURRY="2026-03-02T08:00:00+00:00 48" python -m tools.load.hurry [slow | tick]      as `python -m workers`
    HURRY="…" gunicorn "tools.load.hurry:create_app()"                                 as `gunicorn`

All processes of one trial count from the same instant. Pauses, timers and time-outs stay real: the ticker ticks once a
real second. No process of an operator's ever imports this.
"""

import os
import sys
from datetime import UTC, datetime

from flask import Flask

from voice_app import app, runtime
from workers.__main__ import main

HURRY = "HURRY"


def hurried(now: datetime, since: str) -> datetime:
    """What the fast clock shows when a real one shows `now`. `since`: from when, and how many times faster."""
    began_at, times = since.split()
    began = datetime.fromisoformat(began_at)
    return began + (now - began) * int(times)


class FastClock(runtime.WallClock):
    """In the place of the machine's."""

    def now(self) -> datetime:
        return hurried(datetime.now(UTC), os.environ[HURRY])


def set_clock() -> None:
    """For this process and its children."""
    setattr(runtime, "WallClock", FastClock)  # noqa: B010 - the composition root opens what stands at this name


def create_app() -> Flask:
    set_clock()
    return app.create_app()


if __name__ == "__main__":
    set_clock()
    sys.exit(main(sys.argv[1:]))
