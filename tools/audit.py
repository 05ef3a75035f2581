"""`make audit`: is anything that is pinned known to be vulnerable? What cannot be audited has failed.

Each lock by `pip-audit` against the OSV database, by name and version as pinned; the pages' packages by `npm audit`.
Where a service does not answer, or an answer is none, that is said and the exit code is not 0: silence proves nothing.
Deliberately updates nothing.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.locks import PAIRS, ROOT

CLEAN, VULNERABLE, NOT_AUDITED = 0, 1, 2
PATIENCE = 600
"""Seconds for one of them, all packages together."""


def main(root: Path = ROOT) -> int:
    """All of them, each told; the worst that came of it."""
    worst = max([*(lock(root / locking) for _, locking in PAIRS), npm(root)])
    if worst == NOT_AUDITED:
        print("This is no clean bill: what could not be audited may be vulnerable. Try again when the network is back.")
    return worst


def lock(file: Path) -> int:
    """One lock of Python packages."""
    command = [sys.executable, "-m", "pip_audit", "--strict", "--require-hashes", "--disable-pip", "--format=json"]
    code, said, heard = _run(
        [*command, "--vulnerability-service=osv", "--progress-spinner=off", f"--requirement={file}"]
    )
    try:
        report = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return _not_audited(file.name, heard)
    found = [(one["name"], one["version"], bad["id"]) for one in report for bad in one.get("vulns", ())]
    skipped = [one["name"] for one in report if "skip_reason" in one]
    for name, version, id_ in found:
        print(f"{file.name}: {name} {version} is vulnerable: {id_}")
    if found:
        return VULNERABLE
    if code != 0 or skipped or not report:
        return _not_audited(file.name, heard or f"left out: {', '.join(skipped) or 'everything'}")
    print(f"{file.name}: {len(report)} packages, none known to be vulnerable.")
    return CLEAN


def npm(root: Path) -> int:
    """What the pages bring to the browser, and what tests them."""
    code, said, heard = _run(["npm", "audit", "--json", "--package-lock-only"], root)
    try:
        report = json.loads(said)
        counted = report["metadata"]["vulnerabilities"]["total"]
    except (ValueError, KeyError, TypeError):
        return _not_audited("package-lock.json", heard or said)
    if counted:
        print(f"package-lock.json: {counted} packages are vulnerable: {', '.join(sorted(report['vulnerabilities']))}")
        return VULNERABLE
    if code != 0:
        return _not_audited("package-lock.json", heard)
    print("package-lock.json: none known to be vulnerable.")
    return CLEAN


def _not_audited(what: str, heard: str) -> int:
    last = (heard.strip().splitlines() or ["no answer"])[-1]
    print(f"{what}: could not be audited: {last[:300]}")
    return NOT_AUDITED


def _run(command: Sequence[str], folder: Path = ROOT) -> tuple[int, str, str]:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired) as error:
        return NOT_AUDITED, "", str(error)
    return done.returncode, done.stdout, done.stderr


if __name__ == "__main__":
    sys.exit(main())
