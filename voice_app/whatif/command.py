"""The command `whatif`: a scenario file in, tables, JSON and a picture out.

Deliberately decides nothing about a day: `routing.whatif` plays it.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from voice_app import pictures
from voice_app.ledger import Ledger, LedgerGone, UnknownSchema
from voice_app.mistakes import Mistake, Mistakes
from voice_app.settings import Settings
from voice_app.whatif.answers import Answers, Asking, to_json
from voice_app.whatif.arguments import TO_STDOUT
from voice_app.whatif.past import is_asked_for, remember
from voice_app.whatif.picture import picture_of
from voice_app.whatif.runs import Replications, Step, workers
from voice_app.whatif.scenario import Scenario, read
from voice_app.whatif.table import show
from voice_app.whatif.worlds import Setting

DONE, FAILED, STOPPED = 0, 1, 130


def whatif(wanted: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """The exit code. Raises `Mistakes`."""
    if mistakes := list(_misplaced(wanted)):
        raise Mistakes(mistakes)
    try:
        setting = _setting(read(wanted.scenario, _asked(wanted)), environment)
    except (LedgerGone, UnknownSchema) as error:
        sys.stderr.write(f"The history cannot be read: {error}\n")
        return FAILED
    count, asking = setting.scenario.run.replications, Asking(setting)
    try:
        with workers(wanted.jobs, count) as pool, _progress(count * asking.worlds) as step:
            answers = asking.answer(Replications(count, setting.scenario.run.seed, pool, step))
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return STOPPED
    if wanted.json != TO_STDOUT:
        show(answers, Console())
    _write(answers, wanted)
    if answers.was_stopped:
        sys.stderr.write(f"Stopped; {answers.runs} of {count} runs were over.\n")
    return STOPPED if answers.was_stopped else DONE


def _misplaced(wanted: argparse.Namespace) -> Iterator[Mistake]:
    """Files that could not be written when all is done."""
    if wanted.picture is not None and wanted.picture.suffix not in pictures.ENDINGS:
        what = f"{wanted.picture.name} has no ending of a picture"
        yield Mistake("--picture", what, f"Choose one of {', '.join(pictures.ENDINGS)}")
    for name, file in (("--picture", wanted.picture), ("--json", wanted.json)):
        if file not in (None, TO_STDOUT) and not Path(file).parent.is_dir():
            yield Mistake(name, f"there is no folder {Path(file).parent}", "Make it, or write elsewhere")


def _setting(scenario: Scenario, environment: Mapping[str, str]) -> Setting:
    if not is_asked_for(scenario):
        return Setting(scenario)
    settings = Settings.from_env(environment, "release")
    ledger = Ledger(settings.database_url.get_secret_value())
    ledger.demand_current()
    return remember(ledger, scenario)


def _asked(wanted: argparse.Namespace) -> dict[str, Any]:
    """What the arguments ask, in the words of the file."""
    run = {key: getattr(wanted, key) for key in ("replications", "seed") if getattr(wanted, key) is not None}
    changes = [*map(_learn, wanted.learn), *map(_more, wanted.add_agents)]
    question: dict[str, Any] = {"change": changes} if changes else {}
    if wanted.agents_for:
        share, _, rest = wanted.agents_for.partition("/")
        within, _, need = rest.partition("/")
        named = {"need": need, "like": wanted.like}
        question["agents"] = {
            "service_level": _number(share),
            "within": within,
            **{key: value for key, value in named.items() if value},
        }
    return {"run": run, "question": question} if run or question else {}


def _learn(text: str) -> dict[str, Any]:
    need, _, rest = text.partition(":")
    level, _, count = rest.partition(":")
    learn = {"need": need, "level": _number(level or "2"), "count": _number(count or "1")}
    return {"name": f"{learn['count']} more learn {need}", "learn": learn}


def _more(text: str) -> dict[str, Any]:
    like, _, count = text.partition(":")
    return {"name": f"{count or 1} more like {like}", "add_agents": {"like": like, "count": _number(count or "1")}}


def _number(text: str) -> Any:
    """A number, or the text as it is: the scenario's own reader says what is wrong with that."""
    try:
        return int(text) if text.isdigit() else float(text)
    except ValueError:
        return text


def _write(answers: Answers, wanted: argparse.Namespace) -> None:
    if wanted.json is not None:
        text = json.dumps(to_json(answers), indent=1) + "\n"
        if wanted.json == TO_STDOUT:
            sys.stdout.write(text)
        else:
            Path(wanted.json).write_text(text, encoding="utf-8")
    if wanted.picture is not None and answers.base is not None:
        pictures.save(picture_of(answers, wanted.scenario.stem.replace("_", " ")), wanted.picture)


@contextmanager
def _progress(runs: int) -> Iterator[Step]:
    """A bar on a terminal, nothing elsewhere. A search takes more or fewer runs than it is thought to."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("runs", total=runs)
        yield lambda: progress.advance(task)
