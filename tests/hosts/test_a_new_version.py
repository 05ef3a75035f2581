"""A new version comes in host by host, while people are on the phone; its schema is there before it."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from carrier.phone import Phone
from tests.hosts.two_hosts import SLOWLY, TwoHosts
from tests.ledger.test_rolling_schema import LATER
from tests.recovery.cases.restart import turns, waits
from tests.recovery.line import LINE
from tests.recovery.people import eventually, hears
from tools.surroundings import ROOT
from voice_app.ledger import migrating

pytestmark = [pytest.mark.fault("F28"), pytest.mark.timeout(400)]

PROGRAM = ("flows", "routing", "voice_app", "workers", "gunicorn.conf.py", "pages.conf.py")


@pytest.fixture
def next_version(tmp_path: Path) -> Path:
    """This program with one more step of the schema."""
    for part in PROGRAM:
        (tmp_path / part).symlink_to(ROOT / part)
    shutil.copytree(ROOT / "migrations", tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (head,) = migrating.expected()
    (tmp_path / "migrations/versions/9999_later.py").write_text(LATER.format(head=head, adds_only=True))
    return tmp_path


def test_it_comes_in_host_by_host_and_nobody_notices(hosts: TwoHosts, next_version: Path) -> None:
    hosts.declares(hosts.agent(), "on_break")
    waiting = [waits(hosts.caller()) for _ in range(2)]
    release = [sys.executable, "-m", "voice_app", "release"]
    subprocess.run(release, cwd=next_version, env=hosts.environment, check=True, capture_output=True)
    with hosts.ledger.read() as ledger:
        assert migrating.found(ledger) == {"9999"}

    for old in hosts.living("web"):  # one that has to begin anew in between, of the old version still
        old.tell(signal.SIGHUP)
        eventually(lambda web=old: web.logged().count("Booting worker") > 1, "it has begun anew")
        eventually(lambda web=old: "Worker exiting" in web.logged(), "and the one before has ended")
    eventually(hosts.all_answer, "the old version serves the newer ledger")
    assert hosts.status().ok

    for kind in ("web", "pages", "worker", "ticker"):
        for old in hosts.living(kind):
            choosing = hears(hosts.caller().dials(LINE), "toets 1")
            old.tell(signal.SIGTERM)
            choosing.presses("1")
            eventually(lambda phone=choosing: music(phone), "the call goes on at its step")
            assert old.ends() == 0
            new = hosts.start(kind, next_version)
            eventually(hosts.all_answer, "the new one answers", SLOWLY)
            if kind == "web":
                hosts.takes_calls(new)
            waiting.append(choosing)

    before = [turns(hosts, caller) for caller in waiting]
    eventually(
        lambda: all(turns(hosts, one) > count for one, count in zip(waiting, before, strict=True)), "every wait goes on"
    )
    assert all(caller.is_in_call for caller in waiting)
    assert not hosts.exchange.complaints
    for caller in waiting:
        caller.hangs_up()
    eventually(lambda: hosts.status().ok, "the new version alone is well")


def music(phone: Phone) -> bool:
    return any(line.kind == "music" for line in list(phone.transcript.lines))
