"""What is written about the house is true of it: dependencies, environment, commands, jobs by name."""

import importlib
import inspect
import json
import re
import sys
from importlib.metadata import packages_distributions

from routing.alarms import MEANS
from tests.house.sources import ROOT, house
from tools.locks import asked, normal
from voice_app import jobs, settings

COMES_WITH = {"werkzeug": "flask", "jinja2": "flask", "markupsafe": "flask", "pydantic-core": "pydantic"}
"""Parts of what we asked for, with names of their own."""


def test_every_dependency_has_its_reason() -> None:
    decision = (ROOT / "docs/decisions/002-dependencies.md").read_text()
    explained = re.findall(r"^\| ([\w@./-]+) \| \S", decision, re.MULTILINE)
    for_service, for_tests = (asked((ROOT / name).read_text()) for name in ("requirements.in", "requirements-dev.in"))
    pages = json.loads((ROOT / "package.json").read_text())
    for_pages = pages["dependencies"] | pages["devDependencies"]
    assert sorted(set(explained) - {"package"}) == sorted(for_service | for_tests | for_pages.keys())


def test_what_the_house_imports_is_asked_for_by_name() -> None:
    known = packages_distributions()
    imported = {name.partition(".")[0] for source in house() for name, _ in source.imports()}
    for_service = asked((ROOT / "requirements.in").read_text())
    foreign = [known[name] for name in sorted(imported - sys.stdlib_module_names) if name in known]
    needed = [{COMES_WITH.get(normal(part), normal(part)) for part in parts} for parts in foreign]
    assert not [parts for parts in needed if not parts & for_service], "of a name that several share, one is asked for"


def test_the_readme_s_environment_is_the_one_that_is_read() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| (.+?) \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    told = {name: (meaning, default.strip("`")) for name, meaning, default in rows}
    read = {name: (variable.meaning, variable.default) for name, variable in settings.variables().items()}
    assert told == read


def test_every_rule_of_an_alarm_is_explained() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| (.+) \|$", (ROOT / "docs/operate/alarms.md").read_text(), re.MULTILINE)
    assert dict(rows) == MEANS


def test_the_readme_names_every_command() -> None:
    makefile, readme = (ROOT / "Makefile").read_text(), (ROOT / "README.md").read_text()
    commands = re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)
    assert commands
    assert [name for name in commands if name != "help" and f"`make {name}`" not in readme] == []


def test_every_job_named_by_string_is_a_function_of_the_workers() -> None:
    named = {value for value in vars(jobs).values() if isinstance(value, str) and value.startswith("workers.")}
    assert named
    for name in sorted(named):
        module, _, function = name.rpartition(".")
        job = getattr(importlib.import_module(module), function, None)
        assert inspect.isfunction(job), f"voice_app.jobs names {name}, which is no function"


def test_no_other_module_names_a_job_by_string() -> None:
    strangers = [
        source.path
        for source in house()
        if source.path.startswith("voice_app/")
        and source.path != "voice_app/jobs.py"
        and re.search(r"['\"]workers\.\w+\.\w+['\"]", source.text)
    ]
    assert not strangers, f"jobs are named in voice_app/jobs.py only, where they are checked: {strangers}"
