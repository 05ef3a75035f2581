"""The answers as tables in a terminal. Deliberately reckons nothing."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from routing.whatif.figures import ALL, Figures
from routing.whatif.intervals import Estimate
from routing.whatif.questions import Target
from voice_app.whatif.answers import Answers, Brought, like_of, target_of

Shown = Sequence[tuple[str, tuple[str, ...], str]]
"""Columns: a title, the path of a figure, and how it is written: "s" seconds, "%" a share, "n" a number."""

AGENTS_SHOWN = 20
WIDE, MOST_LEVELS = 100, 3
A_MINUTE, AN_HOUR, MANY = 60, 3600, 100


def show(answers: Answers, to: Console) -> None:
    for warning in answers.warnings:
        to.print(f"[yellow]![/yellow] {warning}")
    if answers.base is None:
        return
    run, world = answers.setting.scenario.run, answers.world
    to.print(
        f"{_count(answers.runs, 'run')} of {world.starts_at.astimezone(answers.setting.zone):%a %d %b %Y %H:%M} to "
        f"{world.ends_at.astimezone(answers.setting.zone):%a %d %b %Y %H:%M}, {_count(len(world.agents), 'agent')}, "
        f"seed {run.seed}; ± is half the {run.confidence:.0%} interval.",
        highlight=False,
    )
    to.print(_table("Callers", answers.base["needs"], _callers(answers.base["needs"][ALL], to.width)))
    if any(_mean(its["callbacks"]["made"]) for its in answers.base["needs"].values()):
        to.print(_table("Callbacks", answers.base["needs"], CALLBACKS))
    _show_agents(answers.base, to)
    if answers.enough and answers.setting.scenario.question.agents:
        _show_enough(answers, to)
    for brought in answers.brought:
        to.print(_change(brought, answers.base))


def _callers(everybody: Figures, width: int) -> Shown:
    """What fits, and what there is."""
    within = list(everybody["service_level"])
    answered = (("answered", ("wait_of_answered", "mean"), "s"), ("9 of 10", ("wait_of_answered", "p90"), "s"))
    return (
        ("offered", ("offered",), "n"),
        ("wait", ("wait_of_all", "mean"), "s"),
        *(answered if width >= WIDE else ()),
        *((f"in {limit}", ("service_level", limit), "%") for limit in within[:MOST_LEVELS]),
        ("gave up", ("abandonment",), "%"),
        *((("no place", ("blocked_of_arrived",), "%"),) if _mean(everybody["blocked"]) else ()),
        *((("closed", ("met_closed",), "n"),) if _mean(everybody["met_closed"]) else ()),
        *((("best skill", ("best_skill_of_answered",), "%"),) if width >= WIDE else ()),
    )


CALLBACKS: Shown = (
    ("made", ("callbacks", "made"), "n"),
    ("later", ("callbacks", "made_for_later"), "n"),
    ("kept", ("callbacks", "kept"), "n"),
    ("late", ("callbacks", "kept_late"), "n"),
    ("unreached", ("callbacks", "unreached"), "n"),
    ("at risk", ("callbacks", "at_risk"), "n"),
    ("missed", ("callbacks", "missed"), "n"),
    ("contact", ("callbacks", "seconds_to_contact", "mean"), "s"),
)


def _table(title: str, needs: Mapping[str, Figures], shown: Shown) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE, padding=0, pad_edge=False)
    table.add_column("need", no_wrap=True)
    for name, _, _ in shown:
        table.add_column(name, justify="right")
    rows = needs if len(needs) > 2 else {name: its for name, its in needs.items() if name != ALL}  # noqa: PLR2004 - one need and all
    for name, its in rows.items():
        table.add_row(name, *(write(_at(its, path), kind) for _, path, kind in shown))
    return table


def _show_agents(base: Figures, to: Console) -> None:
    agents = sorted(base["agents"].items(), key=lambda one: _mean(one[1]["occupancy"]), reverse=True)
    table = Table(title=f"Occupancy {write(base['occupancy'], '%')}", title_justify="left", box=SIMPLE)
    for name, justify in (("agent", "left"), ("occupancy", "right"), ("calls", "right"), ("hours", "right")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]  # two of rich's own words
    for name, its in agents if len(agents) <= AGENTS_SHOWN else (agents[0], agents[-1]):
        table.add_row(name, *(write(its[key], kind) for key, kind in _OF_AGENT))
    if agents:
        to.print(table)
    if len(agents) > AGENTS_SHOWN:
        to.print(f"The busiest and the least busy of {len(agents)}.")


_OF_AGENT = (("occupancy", "%"), ("calls", "n"), ("signed_on_hours", "n"))


def _show_enough(answers: Answers, to: Console) -> None:
    scenario = answers.setting.scenario
    question, enough = scenario.question.agents, answers.enough
    if question is None or enough is None:
        return
    target, like = target_of(scenario, question, answers.asked), like_of(scenario, question)
    kind = "s" if "mean" in target.path else "%"
    figure = ".".join(target.path).removeprefix("needs.")
    wanted = f"{figure} of {'at least' if target.at_least else 'at most'} {_bare(target.value, kind)}"
    if enough.agents is None:
        to.print(f"[bold]Not even {_count(enough.tried[-1].agents, 'agent')} like {like} will do[/bold] for {wanted}:")
    else:
        to.print(f"[bold]{_count(enough.agents, 'agent')} like {like} will do[/bold] for {wanted}:")
    table = Table("agents", figure, "", box=SIMPLE)
    for one in enough.tried:
        table.add_row(str(one.agents), write(one.found, kind), _verdict(target, one.found))
    to.print(table)


def _verdict(target: Target, found: Estimate | None) -> str:
    if target.is_sure(found):
        return "enough"
    return "enough, by the mean" if target.is_met(found) else "too few"


def _change(brought: Brought, base: Figures) -> Table:
    within = list(base["needs"][ALL]["service_level"])
    table = Table(title=f"What if: {brought.name}", title_justify="left", box=SIMPLE)
    for name in ("need", "figure", "as it is", "then", "difference"):
        table.add_column(name, justify="left" if name in ("need", "figure") else "right")
    for need, its in brought.figures["needs"].items():
        for name, path, kind in _compared(within):
            difference = _at(brought.more["needs"][need], path)
            told = write(_at(base["needs"][need], path), kind), write(_at(its, path), kind)
            table.add_row(need, name, *told, _signed(difference, kind))
    table.add_row(
        "", "occupancy", write(base["occupancy"], "%"), write(brought.figures["occupancy"], "%"),
        _signed(brought.more["occupancy"], "%"),
    )  # fmt: skip
    return table


def _compared(within: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    yield "wait", ("wait_of_all", "mean"), "s"
    for limit in within:
        yield f"in {limit}", ("service_level", limit), "%"
    yield "gave up", ("abandonment",), "%"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _at(figures: Any, path: Sequence[str]) -> Any:
    for name in path:
        figures = figures[name]
    return figures


def _mean(found: Estimate | None) -> float:
    return found.mean if found else 0.0


def write(found: Estimate | None, kind: str) -> str:
    """A figure with half its interval: "21.7 ±3.5 s"; a number by itself."""
    if found is None:
        return "–"
    half = 0.0 if kind == "n" else (found.high - found.low) / 2
    by, unit, digits = _scale(found.mean, kind)
    told = f"{found.mean / by:,.{digits}f}"
    if isfinite(half) and half > 0:
        told += f" ±{half / by:,.{digits}f}"
    return f"{told} {unit}".strip()


def _signed(found: Estimate | None, kind: str) -> str:
    """A difference; bold where the interval leaves no doubt that there is one."""
    if found is None:
        return "–"
    told = ("+" if found.mean > 0 else "") + write(found, kind)
    return f"[bold]{told}[/bold]" if found.low > 0 or found.high < 0 else told


def _bare(value: float, kind: str) -> str:
    by, unit, digits = _scale(value, kind)
    return f"{value / by:,.{digits}f} {unit}".strip()


def _scale(value: float, kind: str) -> tuple[float, str, int]:
    """What to divide by, the unit of that, and how many digits after the point."""
    if kind == "%":
        return 0.01, "%", 1
    if kind == "n":
        return 1.0, "", 0 if abs(value) >= MANY else 1
    if abs(value) >= 2 * AN_HOUR:
        return AN_HOUR, "h", 1
    return (A_MINUTE, "min", 1) if abs(value) >= 10 * A_MINUTE else (1.0, "s", 1)
