"""Law: what builds and releases us is pinned to a commit, may do no more than it must, and audits before publishing."""

import re
from typing import Any

import pytest
import yaml

from tests.house.sources import ROOT

pytestmark = pytest.mark.threat("T20")

FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
A_COMMIT = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / ".github/workflows" / name).read_text())


def commands(job: Any) -> str:
    return "\n".join(step.get("run", "") for step in job["steps"])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_action_is_pinned_to_a_commit(file: Any) -> None:
    used = [line.strip().removeprefix("- ") for line in file.read_text().splitlines() if "uses:" in line]
    assert used
    assert [line for line in used if not A_COMMIT.fullmatch(line)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_may_write_unless_its_job_says_so(file: Any) -> None:
    assert read(file.name)["permissions"] == {"contents": "read"}


def test_a_release_is_published_only_after_checks_tests_and_audit() -> None:
    jobs = read("release.yml")["jobs"]
    assert ".ci/run" in commands(jobs["test"])
    assert "make audit" in commands(jobs["test"])
    assert jobs["publish"]["needs"] == "test"
    assert all(word in commands(jobs["publish"]) for word in ("make sbom", "sha256sum", "docker build", "git archive"))


def test_the_audit_runs_each_week() -> None:
    audit = read("audit.yml")
    assert re.fullmatch(r"\d+ \d+ \* \* [0-7]", audit[True]["schedule"][0]["cron"])  # YAML 1.1 reads `on` as true
    assert "make audit" in commands(audit["jobs"]["audit"])
