"""`make check`'s look at the dependencies: each pinned once, with hashes, and the locks in step with what was asked.

Deliberately offline and without a resolver: it reads the four files, so it cannot tell whether a newer version exists.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAIRS = (("requirements.in", "requirements.lock"), ("requirements-dev.in", "requirements-dev.lock"))

PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?P<marker> ;.*?)? \\$")
ASKED = re.compile(r"^(?P<name>[\w.-]+)")
ADDRESS = re.compile(r"://|--(index-url|extra-index-url|find-links)")


@dataclass(slots=True)
class Pin:
    """One package of a lock: its version, how many hashes it has, and which .in files ask for it."""

    name: str
    version: str
    hashes: int = 0
    asked_in: list[str] = field(default_factory=list)


def mistakes(root: Path = ROOT) -> Iterator[str]:
    """What is wrong with the locks of a checkout, a sentence each."""
    versions: dict[str, str] = {}
    for asking, locking in PAIRS:
        text = (root / locking).read_text()
        if ADDRESS.search(text):
            yield f"{locking} names an address; `make lock` writes none"
        pins = list(read_lock(text))
        for pin in pins:
            if not pin.hashes:
                yield f"{locking}: {pin.name} has no hash"
            if versions.setdefault(pin.name, pin.version) != pin.version:
                yield f"{locking}: {pin.name} is pinned twice, {versions[pin.name]} and {pin.version}"
        names = [pin.name for pin in pins]
        yield from (f"{locking}: {name} stands there twice" for name in {n for n in names if names.count(n) > 1})
        yield from _out_of_step(asking, asked((root / asking).read_text()), pins)


def asked(text: str) -> set[str]:
    """The names that an .in file itself asks for, as package indexes write them."""
    return {normal(match["name"]) for line in text.splitlines() if (match := ASKED.match(line)) and line[0] != "-"}


def read_lock(text: str) -> Iterator[Pin]:
    """The packages of a lock, in its order."""
    pin: Pin | None = None
    for line in text.splitlines():
        if match := PIN.match(line):
            if pin:
                yield pin
            pin = Pin(normal(match["name"]), match["version"])
        elif pin and "--hash=" in line:
            pin.hashes += 1
        elif pin and (included := re.search(r"-r (\S+\.in)", line)):
            pin.asked_in.append(included[1])
    if pin:
        yield pin


def normal(name: str) -> str:
    """PEP 503: `Prometheus_Client` and `prometheus-client` are one package."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _out_of_step(asking: str, names: set[str], pins: list[Pin]) -> Iterator[str]:
    locked = {pin.name for pin in pins if asking in pin.asked_in}
    yield from (f"{asking} asks for {name}, which is not locked: run `make lock`" for name in sorted(names - locked))
    yield from (f"{asking} no longer asks for {name}: run `make lock`" for name in sorted(locked - names))


if __name__ == "__main__":
    found = list(mistakes())
    print("\n".join(found) or "Dependencies: each pinned once, with hashes, in step with what was asked.")
    sys.exit(bool(found))
