"""Instants at which a test may have this process die, each by its name: right before a commit, right after a request.

`FAILPOINTS` names a folder of orders. An order is a file, called as a failpoint, that says `kill` or `stop`; whoever
comes by first takes it away and obeys. So it is carried out once, however many processes there are and however soon a
dead one is replaced, and may be given while all of them run. Without the variable a failpoint is a look at a constant.
Never set where people call; a process that finds it set says so in its log.
"""

import os
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Literal, get_args

from voice_app.mistakes import Mistake, did_you_mean

VARIABLE: Final = "FAILPOINTS"
FOLDER: Final = Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None

Name = Literal[
    "promise.before_commit",
    "promise.after_commit",
    "promise.before_reply",
    "match.before_bell",
    "dial.after_claim",
    "dial.after_request",
    "dial.after_refusal",
    "gate.before_commit",
    "gate.after_commit",
    "outcome.before_commit",
    "text.after_claim",
    "text.after_request",
    "escalation.before_commit",
    "reconcile.before_commit",
]
NAMES: Final[tuple[Name, ...]] = get_args(Name)

ACTS: Final[Mapping[str, signal.Signals]] = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}
"""What a process may be ordered to do to itself; neither can be caught, and `stop` lasts until SIGCONT."""


def failpoint(name: Name) -> None:
    """Die here, or stop, if that was ordered."""
    if FOLDER is not None:
        _obey(FOLDER / name)


def _obey(order: Path) -> None:
    try:
        act = ACTS[order.read_text()]
        order.unlink()
    except FileNotFoundError:  # there is none, or somebody else was here first
        return
    os.kill(os.getpid(), act)


def mistakes() -> Iterator[Mistake]:
    """What is wrong with the orders that stand there when a process starts."""
    if FOLDER is None:
        return
    if not FOLDER.is_dir():
        yield Mistake(VARIABLE, "there is no such folder", "Unset it: it is for tests only")
        return
    for order in sorted(FOLDER.iterdir()):
        if order.name not in NAMES:
            yield Mistake(VARIABLE, f"{order.name} is no failpoint", did_you_mean(order.name, NAMES))
        elif (said := order.read_text()) not in ACTS:
            yield Mistake(VARIABLE, f"{order.name} says {said!r}", did_you_mean(said, ACTS))
