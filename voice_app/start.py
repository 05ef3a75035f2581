"""Before a process does anything: is what stands around it in order? All mistakes at once, by name, or exit code 2.

Shared by every process and command. Deliberately opens nothing: stores and carrier are the runtime's.
"""

import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import structlog

from voice_app import failpoints, log
from voice_app.line import Line, load
from voice_app.mistakes import Mistake, Mistakes
from voice_app.settings import Settings, Use

ROOT = Path(__file__).parents[1]
SIBLINGS = ("flows", "routing", "workers")

MISTAKEN = 2
"""The exit code of a process whose environment or line file is wrong."""


def begin(use: Use) -> tuple[Settings, Line]:
    """Read the environment for this use and set up the log; ends the process where anything is wrong."""
    try:
        settings, line = read(os.environ, use)
    except Mistakes as mistakes:
        sys.stderr.write(f"{mistakes}\n")
        sys.exit(MISTAKEN)
    log.configure(settings)
    if failpoints.FOLDER is not None:
        structlog.get_logger().error("start.failpoints_are_set", use=use)
    return settings, line


def read(environment: Mapping[str, str], use: Use) -> tuple[Settings, Line]:
    """The settings and the line of an environment. Raises `Mistakes` with those of both sources at once."""
    mistakes = [*_strangers(), *failpoints.mistakes()]
    settings, line = None, None
    try:
        settings = Settings.from_env(environment, use)
    except Mistakes as found:
        mistakes += found.all
    try:
        line = load(settings.line_file if settings else Path(environment.get("LINE_FILE") or "line.toml"))
    except Mistakes as found:
        mistakes += found.all
    if settings is None or line is None or mistakes:
        raise Mistakes(mistakes)
    return settings, line


def _strangers() -> list[Mistake]:
    """Packages with names as plain as `workers` exist elsewhere, too; a stranger's must not be taken for ours."""
    return [
        Mistake(name, f"the package is found at {where}, not beside us", f"Start this in {ROOT}")
        for name in SIBLINGS
        if (where := _home_of(name)) != ROOT
    ]


def _home_of(package: str) -> Path | None:
    found = find_spec(package)
    return Path(found.origin).parents[1] if found and found.origin else None
