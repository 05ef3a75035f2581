"""Law: an image is made of the same pinned tree as a checkout, of nothing else, and runs every line of the Procfile.

No daemon is asked: the file is read. That its steps work was tried by hand (docs/operate/releases.md says how).
"""

import re
from pathlib import PurePosixPath

import pytest

from tests.house.sources import ROOT, committed

pytestmark = pytest.mark.threat("T20")

TEXT = (ROOT / "Dockerfile").read_text()
STEPS = [line for line in re.sub(r"\\\n\s*", " ", TEXT).splitlines() if line and not line.startswith("#")]
SETUP = (ROOT / "tools/setup.sh").read_text()


def steps(word: str) -> list[str]:
    return [line.partition(" ")[2] for line in STEPS if line.startswith(f"{word} ")]


def from_here() -> list[str]:
    """What is copied from the checkout."""
    copied = [step.split() for step in steps("COPY") if "--from=" not in step]
    return [source for *sources, _ in copied for source in sources]


def test_packages_are_installed_as_set_up_does_it_but_without_those_of_the_tests() -> None:
    (installs,) = (step for step in steps("RUN") if "pip install" in step)
    flags = re.search(r"pip install (.*?)\\\n\s+(--require-hashes) -r requirements-dev\.lock", SETUP)
    assert flags is not None
    assert f"pip install {flags[1]}{flags[2]} -r requirements.lock" in installs
    assert "requirements-dev" not in TEXT


def test_the_pages_scripts_are_fetched_and_laid_as_set_up_does_it() -> None:
    (fetches,) = (step for step in steps("RUN") if step.startswith("npm"))
    assert fetches.replace("--omit=dev ", "") == re.search(r"^npm ci .*$", SETUP, re.MULTILINE)[0]  # type: ignore[index]  # set-up has it
    assert ".venv/bin/python -m tools.assets" in SETUP
    assert any(step == ".venv/bin/python -m tools.assets" for step in steps("RUN"))


def test_everything_that_is_copied_is_committed_and_let_in() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert from_here()
    for source in from_here():
        assert any(path == source or path.startswith(f"{source}/") for path in committed()), source
    assert set(from_here()) == let_in
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*", "all else stays out"


def test_everything_that_the_processes_import_is_in_it() -> None:
    commands = [line.partition(": ")[2] for line in (ROOT / "Procfile").read_text().splitlines()]
    rooms = {PurePosixPath(source).parts[0] for source in from_here()}
    for command in commands:
        module = re.search(r"-m (\w+)", command)
        config = re.search(r"--config (\S+)", command)
        needed = module[1] if module else config[1] if config else "gunicorn.conf.py"
        assert needed in rooms, command
    assert {"flows", "routing", "voice_app", "workers", "migrations"} <= rooms


def test_it_runs_as_nobody_in_particular_listens_on_port_and_tells_its_health() -> None:
    assert steps("USER")[-1] == "gehoor"
    assert TEXT.rindex("USER gehoor") > TEXT.rindex("\nRUN ")
    assert "PORT=8000" in steps("ENV")[-1]
    assert "/healthz" in steps("HEALTHCHECK")[-1]
    assert steps("CMD") == ['["gunicorn"]'] or steps("CMD")[-1] == '["gunicorn"]'


def test_every_image_it_stands_on_has_a_version() -> None:
    images = [step.split()[0] for step in steps("FROM")]
    assert all(re.fullmatch(r"[a-z]+:\d+(\.\d+)?-[a-z-]+", image) for image in images), images
    assert not any("latest" in image for image in images)
