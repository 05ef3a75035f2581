"""`make check`'s look at licences: every package that is pinned has one that we may build upon, and the page says so.

Read from what is installed, and from the lock of npm; written to `docs/licences.md` by `--write`. Deliberately no legal
advice: it compares names with a list.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

from tools.locks import ROOT, read_lock

ALLOWED = frozenset(
    [
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "LGPL-3.0-only",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "PSF-2.0",
        "Zlib",
    ]
)
WRITTEN = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2.0": "Apache-2.0",
    "apache license": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd-0-clause": "0BSD",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
}
"""How packages write what has a name."""
READ_BY_US = {
    "async-timeout": "Apache-2.0",
    "atheris": "Apache-2.0",
    "ciw": "MIT",
    "colorama": "BSD-3-Clause",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
}
"""Packages that say it in a file only, in two classifiers, or are for other systems and not installed here."""
PAGE = ROOT / "docs/licences.md"
HEAD = """\
<!-- Written by `python -m tools.licences --write`; a test holds it to what is installed. -->
# Licences

Gehoor is under the MIT licence. It is built upon these; each version and hash stands in `requirements*.lock` and
`package-lock.json`. LGPL and MPL packages are used as they come, unchanged, and can be replaced by another version.

| package | version | licence | used by |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """One that is pinned. `ecosystem`: as purls name it. `licence`: an SPDX expression; empty: nobody knows."""

    name: str
    version: str
    licence: str
    ecosystem: str
    is_shipped: bool


def packages(root: Path = ROOT) -> list[Package]:
    """All of them, by name."""
    shipped = {pin.name for pin in read_lock((root / "requirements.lock").read_text())}
    pins = {pin.name: pin for pin in read_lock((root / "requirements-dev.lock").read_text())}
    found = [Package(name, pin.version, _of_python(name), "pypi", name in shipped) for name, pin in pins.items()]
    return sorted([*found, *_of_npm(root)])


def _of_python(name: str) -> str:
    if name in READ_BY_US:
        return READ_BY_US[name]
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    return next((known for text in _said(said) if (known := spdx(text))), "")


def _said(said: PackageMetadata) -> Iterator[str]:
    """What a package says, the most exact first."""
    for field in ("License-Expression", "License"):
        yield from (text for text in said.get_all(field) or () if "\n" not in text)
    for classifier in said.get_all("Classifier") or ():
        if classifier.startswith("License :: "):
            yield classifier.rpartition(" :: ")[2]


def _of_npm(root: Path) -> Iterator[Package]:
    lock = json.loads((root / "package-lock.json").read_text())
    for place, package in lock["packages"].items():
        if place:
            name = place.rpartition("node_modules/")[2]
            yield Package(name, package["version"], spdx(package.get("license", "")), "npm", not package.get("dev"))


def spdx(text: str) -> str:
    """As SPDX writes it, where it is one of the names that we know; else empty."""
    known = WRITTEN.get(text.strip().lower(), text.strip())
    return known if known and all(part in ALLOWED for part in re.split(r"\s+(?:AND|OR)\s+", known)) else ""


def mistakes(found: list[Package]) -> Iterator[str]:
    """A sentence for each package that nobody may build upon without having looked."""
    for package in found:
        if not package.licence:
            yield f"{package.name} {package.version}: its licence is unknown, or none of {', '.join(sorted(ALLOWED))}"


def page(found: list[Package]) -> str:
    rows = (
        f"| {one.name} | {one.version} | {one.licence} | {'the service' if one.is_shipped else 'tests and tools'} |\n"
        for one in found
    )
    return HEAD + "".join(rows)


if __name__ == "__main__":
    every = packages()
    wrong = list(mistakes(every))
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page(every))
    elif not wrong and PAGE.read_text() != page(every):
        wrong = ["docs/licences.md is out of date: run `python -m tools.licences --write`"]
    print("\n".join(wrong) or f"Licences: {len(every)} packages, each with one that we may build upon.")
    sys.exit(bool(wrong))
