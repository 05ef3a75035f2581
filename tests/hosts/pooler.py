"""pgbouncer before a throw-away PostgreSQL, as operators have it: a session for a transaction, and few of them."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.recovery.people import eventually
from tools.guard import END, Guard
from tools.ports import free_port
from tools.postgres import owner

SESSIONS = 2


@contextmanager
def pooled(url: str) -> Iterator[str]:
    """The address of the same database behind a pooler."""
    program = shutil.which("pgbouncer")
    if program is None:
        pytest.skip("pgbouncer is not installed (Debian: apt-get install pgbouncer)")
    behind, port = make_url(url), free_port()
    folder = Path(tempfile.mkdtemp(prefix="gehoor-pooler-"))
    file = folder / "pgbouncer.ini"
    file.write_text(
        f"""
[databases]
{behind.database} = host={behind.query["host"]} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {SESSIONS}
ignore_startup_parameters = options
"""
    )
    user = owner()
    if user:
        for path in (folder, file):
            shutil.chown(path, **user)
    process = subprocess.Popen([program, "-q", str(file)], cwd=folder, stderr=subprocess.DEVNULL, **user)
    guard = Guard(END, process.pid, **user)
    address = f"postgresql://postgres@127.0.0.1:{port}/{behind.database}"
    try:
        eventually(lambda: _answers(address), "the pooler answers")
        yield address
    finally:
        process.terminate()
        process.wait()
        guard.dismiss()
        shutil.rmtree(folder)


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True
