"""What a killed process leaves behind: nothing that it had guarded."""

import subprocess
import sys

import pytest

from tools.guard import END, KILL_GROUP, Guard
from tools.surroundings import ROOT

OWNER = """
import subprocess, sys
from tools.guard import Guard

charge = subprocess.Popen(["sleep", "600"], start_new_session=True)
guard = Guard(sys.argv[1], charge.pid)
print("guarded", flush=True)
charge.wait()
"""
WITHIN = 20
"""Seconds; it takes milliseconds."""


@pytest.mark.parametrize("script", [KILL_GROUP, END])
def test_what_is_guarded_ends_with_an_owner_who_is_killed(script: str) -> None:
    """The charge inherits our pipe: it is at its end when nobody writes to it any more."""
    owner = subprocess.Popen([sys.executable, "-c", OWNER, script], cwd=ROOT, stdout=subprocess.PIPE)
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"guarded\n"
    owner.kill()
    assert owner.communicate(timeout=WITHIN) == (b"", None)


def test_who_ended_in_order_needs_no_guard_any_more() -> None:
    charge = subprocess.Popen(["sleep", "600"], start_new_session=True)
    try:
        guard = Guard(KILL_GROUP, charge.pid)
        guard.dismiss()
        guard.dismiss()
        assert charge.poll() is None
    finally:
        charge.kill()
        charge.wait()
