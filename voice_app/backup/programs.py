"""PostgreSQL's own programs: found, held against the server, run without a password where anybody could read it.

`ps` shows the words of a command to everybody on a machine, so the password is in a file of its own for as long as the
program runs. Deliberately installs nothing: who lacks a program is told which.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from voice_app.ledger.copies import server_version

DEBIAN: Final = Path("/usr/lib/postgresql")
"""Where Debian keeps them, one folder a version."""
IN_A_PASSFILE: Final = str.maketrans({"\\": "\\\\", ":": "\\:"})


class NotDone(Exception):
    """A program is not there, is too old, or has failed; the message is for a person."""


def find(name: str, url: str) -> Path:
    """The newest of that name on this machine. Raises NotDone where there is none as new as the server."""
    found = {_version(program): program for program in _all(name)}
    wanted = server_version(url)
    if not found:
        raise NotDone(f"{name} is not on this machine. On Debian: apt-get install postgresql-client")
    newest = max(found)
    if newest < wanted:
        raise NotDone(
            f"{name} {newest} is older than the server, {wanted}, and would misread it: install its version {wanted}"
        )
    return found[newest]


def run(program: Path, url: str, *arguments: str) -> str:
    """Its output. Raises NotDone with the last of what it said."""
    with _address(url) as (address, environment):
        done = subprocess.run(  # noqa: S603 - no shell, and the words are ours
            [program, f"--dbname={address}", *arguments],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise NotDone(f"{program.name} has failed: {done.stderr.strip()[-500:]}")
    return done.stdout


def listed(program: Path, file: Path) -> str:
    """What `pg_restore` reads of a copy, without any server. Raises NotDone where it cannot."""
    done = subprocess.run(  # noqa: S603 - no shell, and the words are ours
        [program, "--list", str(file)], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise NotDone(f"{file} cannot be read: {done.stderr.strip()[-500:]}")
    return done.stdout


@contextmanager
def _address(url: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The address without its password, and the environment that names the file in which that stands meanwhile."""
    parsed = make_url(url).set(drivername="postgresql")
    query = dict(parsed.query)
    given = query.pop("password", None) or parsed.password
    bare = parsed._replace(password=None).set(query=query).render_as_string(hide_password=False)
    if not given:
        yield bare, {}
        return
    with tempfile.TemporaryDirectory(prefix="gehoor-") as folder:
        passfile = Path(folder) / "pass"
        passfile.touch(mode=0o600)
        passfile.write_text(f"*:*:*:*:{str(given).translate(IN_A_PASSFILE)}\n", encoding="utf-8")
        yield bare, {"PGPASSFILE": str(passfile)}


def _all(name: str) -> Iterator[Path]:
    on_path = shutil.which(name)
    if on_path is not None:
        yield Path(on_path)
    yield from DEBIAN.glob(f"*/bin/{name}")


def _version(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - ours
    figure = re.search(r"\) (\d+)", said)
    return int(figure[1]) if figure else 0
