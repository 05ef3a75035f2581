"""`make rehearse`: plays calls in the terminal, with the same flows and the same house, and a clock that can be pushed.

Also reads a script: `python -m tools.rehearse < script`. Deliberately keeps nothing: the ledger and the Redis of a
rehearsal are thrown away when it ends.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

import redis

from carrier.page.numbers import as_shown, spare_mobiles
from tools.embedded_redis import EmbeddedRedis, NoRedis
from tools.rehearsal import NotUnderstood, Rehearsal
from tools.screen import LEGEND, Screen
from tools.stage import Stage, settings_of_the_stage
from tools.surroundings import ROOT
from voice_app.ledger import Ledger
from voice_app.line import Line, load
from voice_app.log import configure
from voice_app.mistakes import Mistakes

A_MONDAY_MORNING = datetime(2026, 3, 2, 10, 0)  # noqa: DTZ001 - local time, wherever the line is


def main() -> int:
    """Read lines until `quit` or their end. Exit code 1 if a script said something that was not understood."""
    parser = argparse.ArgumentParser(prog="make rehearse", description="Play calls in the terminal.")
    parser.add_argument("--line", type=Path, default=ROOT / "line.toml", help="the line file")
    parser.add_argument("--at", type=datetime.fromisoformat, default=A_MONDAY_MORNING, help="local time at the start")
    parser.add_argument("--log", action="store_true", help="show the service's own log, too")
    wanted = parser.parse_args()
    with ExitStack() as ours:
        try:
            line = load(wanted.line)
            log = sys.stderr if wanted.log else ours.enter_context(Path(os.devnull).open("w"))
            configure(settings_of_the_stage(), log)
            rehearsal = ours.enter_context(_rehearsal(line, wanted.at.replace(tzinfo=line.timezone)))
        except Mistakes as mistakes:
            print(mistakes, file=sys.stderr)
            return 2
        except NoRedis as obstacle:
            print(f"make rehearse: {obstacle}", file=sys.stderr)
            return 1
        try:
            return _play(rehearsal, sys.stdin)
        except KeyboardInterrupt:
            print()
            return 0


@contextmanager
def _rehearsal(line: Line, start: datetime) -> Iterator[Rehearsal]:
    """A stage with the first agent ready, and a caller's phone in your hand."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedRedis(Path(folder)) as server:
        ledger = Ledger(f"sqlite:///{folder}/ledger.db")
        ledger.migrate()
        with redis.Redis.from_url(server.url, decode_responses=True) as client:
            stage = Stage.build(line, ledger, client, start)
            stage.carrier.exchange.is_strict = False
            for id_ in stage.house.roster:
                stage.agent(id_).accepts()
            hand = stage.caller(next(spare_mobiles(line.number)), "You")
            phones = stage.carrier.phones
            screen = Screen(stage.carrier.exchange, line.timezone, lambda address: phones.at(address).name)
            yield Rehearsal(stage, screen, hand)
        ledger.close()


def _play(rehearsal: Rehearsal, script: TextIO) -> int:
    is_typed, misunderstood = script.isatty(), 0
    rehearsal.screen.write(
        f"  {rehearsal.stage.house.line.name}, {as_shown(rehearsal.stage.carrier.line)}\n  {LEGEND}\n"
    )
    rehearsal.help()
    rehearsal.begin()
    while not rehearsal.is_over:
        print("› ", end="", flush=True)
        if not (typed := script.readline()):
            break
        if not is_typed:
            print(typed.strip())
        try:
            rehearsal.do(typed)
        except NotUnderstood as why:
            misunderstood += 1
            print(f"  {why}")
    print()
    return 1 if misunderstood and not is_typed else 0


if __name__ == "__main__":
    sys.exit(main())
