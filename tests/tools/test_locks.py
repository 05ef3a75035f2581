"""The look at the dependencies: it sees what a resolver is not there to see."""

import shutil
from pathlib import Path

import pytest

from tools.locks import PAIRS, ROOT, mistakes


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in (name for pair in PAIRS for name in pair):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_the_locks_of_this_checkout_are_in_step() -> None:
    assert list(mistakes()) == []


def test_a_package_that_is_asked_for_but_not_locked_is_named(checkout: Path) -> None:
    with (checkout / "requirements.in").open("a") as asking:
        asking.write("left_pad\n")
    assert list(mistakes(checkout)) == ["requirements.in asks for left-pad, which is not locked: run `make lock`"]


def test_a_package_that_is_locked_but_no_longer_asked_for_is_named(checkout: Path) -> None:
    _replace(checkout / "requirements-dev.in", "mypy\n", "")
    assert list(mistakes(checkout)) == ["requirements-dev.in no longer asks for mypy: run `make lock`"]


def test_two_versions_of_one_package_are_named(checkout: Path) -> None:
    locked = (checkout / "requirements.lock").read_text()
    pin = next(line for line in locked.splitlines() if line.startswith("flask=="))
    _replace(checkout / "requirements.lock", pin, "flask==0.1 \\")
    assert [mistake.split(" is ")[0] for mistake in mistakes(checkout)] == ["requirements-dev.lock: flask"]


def test_a_package_without_a_hash_is_named(checkout: Path) -> None:
    with (checkout / "requirements.lock").open("a") as lock:
        lock.write("left-pad==1.0 \\\n")
    assert list(mistakes(checkout)) == ["requirements.lock: left-pad has no hash"]


def test_an_address_of_a_registry_is_refused(checkout: Path) -> None:
    with (checkout / "requirements.lock").open("a") as lock:
        lock.write("--extra-index-url somewhere\n")
    assert list(mistakes(checkout)) == ["requirements.lock names an address; `make lock` writes none"]


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
