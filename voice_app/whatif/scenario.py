"""The scenario file: a line and its days as one immutable value, whole or on top of a line file.

Every mistake of a file is found at once, each by its path; entries of a list are counted from 1. Deliberately warns of
nothing and simulates nothing.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Self, Union, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError

from routing.whatif.figures import ALL
from voice_app.line import Line, load
from voice_app.line.section import Section
from voice_app.line.sections import Hours
from voice_app.mistakes import Mistake, Mistakes, Place, did_you_mean, in_plain_words, path
from voice_app.whatif.sections import (
    MOST_ALIKE,
    Agents,
    Callback,
    EveryNeed,
    Languages,
    Need,
    Questions,
    Routing,
    Run,
    Waiting,
)

Raw = Mapping[str, Any]
DEFAULT_LANGUAGE = "nl"


class Scenario(Section):
    """What a file says, with what its line file says beneath."""

    line: str | None = None
    languages: Languages = (DEFAULT_LANGUAGE,)
    rules: Literal["house", "plain"] = "house"
    run: Run = Run()
    hours: Hours | None = None
    waiting: Waiting = Waiting()
    routing: Routing = Routing()
    callback: Callback = Callback()
    every_need: EveryNeed = EveryNeed()
    needs: Annotated[tuple[Need, ...], Field(alias="need")] = ()
    agents: Annotated[tuple[Agents, ...], Field(alias="agent")] = ()
    leave_out: tuple[str, ...] = ()
    question: Questions = Questions()

    @classmethod
    def from_dict(cls, raw: Raw, line: Line | None = None) -> Self:
        """The scenario of the tables of a file. Raises `Mistakes` with everything that is wrong."""
        whole = dict(_with_defaults(_on_top_of(line, raw) if line else raw))
        mistakes = list(_contradictions(whole))
        try:
            scenario = cls.model_validate(whole)
        except ValidationError as error:
            raise Mistakes([*in_plain_words(error, _path, _known_keys), *mistakes]) from None
        if mistakes:
            raise Mistakes(mistakes)
        return scenario


def read(file: Path, asked: Raw | None = None) -> Scenario:
    """The scenario of a file, on the line that it names; `asked`: run and questions, asked on top of it. Raises
    `Mistakes`, also those of the line's file."""
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise Mistakes([Mistake(str(file), "the scenario cannot be read", "Check the name and your rights")]) from None
    except tomllib.TOMLDecodeError as error:
        raise Mistakes([Mistake(str(file), f"it is not TOML: {error}", "Look at that place")]) from None
    named = raw.get("line")
    line = load(file.parent / named) if isinstance(named, str) else None
    return Scenario.from_dict(_asked_on_top(raw, asked or {}), line)


def _asked_on_top(raw: Raw, asked: Raw) -> Raw:
    if not asked:
        return raw
    question, more = _table(raw, "question"), _table(asked, "question")
    changes = [*_entries(question, "change"), *_entries(more, "change")]
    questions = {**question, **more, **({"change": changes} if changes else {})}
    return {**raw, "run": {**_table(raw, "run"), **_table(asked, "run")}, "question": questions}


# ── on top of a line file ───────────────────────────────────────────────────────────────────────────────────────────


def _on_top_of(line: Line, raw: Raw) -> dict[str, Any]:
    """What the scenario says, and what the line says where it is silent. Who is in both is as the scenario has it."""
    beneath = line.as_dict()
    merged: dict[str, Any] = {**raw, "languages": raw.get("languages", list(line.languages))}
    merged["run"] = {"timezone": line.timezone.key, **_table(raw, "run")}
    merged["hours"] = {**beneath["hours"], **_table(raw, "hours")}
    for name, section in (("waiting", Waiting), ("routing", Routing), ("callback", Callback)):
        known = {key: value for key, value in beneath.get(name, {}).items() if key in section.model_fields}
        merged[name] = {**known, **_table(raw, name)}
    ours = _entries(raw, "agent")
    names = {agent.get("id") for agent in ours}
    kept = (agent for agent in beneath.get("agent", []) if agent["id"] not in names)
    shown = ("id", "skills", "languages", "shifts")
    theirs = [{"skills": {}, **{key: agent[key] for key in shown if agent.get(key)}} for agent in kept]
    merged["agent"] = [*ours, *theirs] if isinstance(raw.get("agent", []), list) else raw["agent"]
    if _table(raw, "every_need").get("arrivals") is not None and isinstance(raw.get("need", []), list):
        mentioned = {need.get("name") for need in _entries(raw, "need")}
        others = ({"name": entry.need} for entry in line.menu if entry.need not in mentioned)
        merged["need"] = [*raw.get("need", []), *others]
    return merged


def _with_defaults(raw: Raw) -> Raw:
    """Each need with what holds for every need. An empty list of shifts in a line file means none are written."""
    common = _table(raw, "every_need")
    needs = raw.get("need")
    if not common or not isinstance(needs, list):
        return raw
    return {**raw, "need": [{**common, **need} if isinstance(need, Mapping) else need for need in needs]}


# ── what two places say against each other ──────────────────────────────────────────────────────────────────────────


def _contradictions(raw: Raw) -> Iterator[Mistake]:
    """Read from the tables as they came, right or wrong: what has not the shape it should is passed over here."""
    needs, agents = _entries(raw, "need"), _entries(raw, "agent")
    for count, need in enumerate(needs, start=1):
        if need.get("name") == ALL:
            yield Mistake(f"need[{count}].name", "this is what all needs together are called", "Choose another name")
    first_language = next(iter(_list(raw, "languages")), DEFAULT_LANGUAGE)
    yield from _twice("need", [(f"{need.get('name')}:{need.get('language', first_language)}",) for need in needs])
    yield from _twice("agent", [_names_of(agent) for agent in agents])
    if not raw.get("need"):
        yield Mistake("need", "nobody calls in this scenario", "Add at least one [[need]]")
    yield from _of_history(needs)
    run = _table(raw, "run")
    if "days" in run and "lasts" in run:
        yield Mistake("run.lasts", "run.days says how long it lasts already", "Leave one of them out")
    ids = [str(agent.get("id")) for agent in agents]
    known = [name for agent in agents for name in _names_of(agent)]
    for name in _list(raw, "leave_out"):
        yield from _unknown("leave_out", name, known)
    question = _table(raw, "question")
    names = [str(need.get("name")) for need in needs]
    yield from _of_how_many(_table(question, "agents"), names, ids)
    for count, change in enumerate(_entries(question, "change"), start=1):
        where = f"question.change[{count}]"
        learn, more = _table(change, "learn"), _table(change, "add_agents")
        yield from _unknown(f"{where}.learn.need", learn.get("need"), names)
        yield from _unknown(f"{where}.add_agents.like", more.get("like"), ids)


def _of_history(needs: Iterable[Raw]) -> Iterator[Mistake]:
    periods: list[Raw] = []
    for count, need in enumerate(needs, start=1):
        period = _table(_table(need, "arrivals"), "history")
        if period and period not in (periods := periods or [period]):
            yield Mistake(f"need[{count}].arrivals.history", "these are other days than before", "Use the same for all")
    for count, need in enumerate(needs, start=1):
        for key in ("handling", "patience"):
            if need.get(key) == "history" and not periods:
                remedy = "Let calls arrive as in the history, too, or write a distribution"
                yield Mistake(f"need[{count}].{key}", "no days of the history are named", remedy)


TARGETS = ("service_level", "mean_wait", "abandonment", "occupancy")


def _of_how_many(asked: Raw, needs: Sequence[str], ids: Sequence[str]) -> Iterator[Mistake]:
    where = "question.agents"
    if asked and sum(target in asked for target in TARGETS) != 1:
        yield Mistake(where, "it is not clear what is to be reached", f"Name exactly one of {', '.join(TARGETS)}")
    if "service_level" in asked and "within" not in asked:
        yield Mistake(f"{where}.within", "it is missing", "Say within how long callers are to be answered")
    if asked and "like" not in asked and len(ids) != 1:
        yield Mistake(f"{where}.like", "it is missing", "Say which of the agents are to be more or fewer")
    yield from _unknown(f"{where}.need", asked.get("need"), needs)
    yield from _unknown(f"{where}.like", asked.get("like"), ids)


def _names_of(agent: Raw) -> Sequence[str]:
    """Those under which the agents of an entry are known."""
    count, name = agent.get("count"), str(agent.get("id"))
    if not isinstance(count, int) or not 0 <= count <= MOST_ALIKE:
        return [name]
    return [name, *(f"{name}-{n}" for n in range(1, count + 1))]


def _twice(section: str, entries: Iterable[Sequence[str]]) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    for count, names in enumerate(entries, start=1):
        for name in names:
            if first.setdefault(name, count) < count:
                yield Mistake(f"{section}[{count}]", f"{name} stands in {section}[{first[name]}] too", "Use each once")


def _unknown(where: str, name: Any, known: Iterable[str]) -> Iterator[Mistake]:
    names = list(known)
    if isinstance(name, str) and name not in names:
        yield Mistake(where, f"there is no {name!r} in this scenario", did_you_mean(name, names))


def _list(raw: Raw, name: str) -> Sequence[Any]:
    values = raw.get(name)
    return values if isinstance(values, list) else ()


def _table(raw: Raw, name: str) -> Raw:
    table = raw.get(name)
    return table if isinstance(table, Mapping) else {}


def _entries(raw: Raw, name: str) -> list[Raw]:
    entries = raw.get(name)
    return [entry for entry in entries if isinstance(entry, Mapping)] if isinstance(entries, list) else []


# ── where a mistake is, and what could stand there ──────────────────────────────────────────────────────────────────


def _path(place: Place) -> str:
    """Without the kinds that values were told apart by, which nobody has written."""
    return path(tuple(part for part in place if not str(part).startswith("as:")))


def _known_keys(place: Place) -> Iterable[str]:
    """The right names where a wrong one stands."""
    models: list[type[BaseModel]] = [Scenario]
    for part in place[:-1]:
        if isinstance(part, int):
            continue
        if part.startswith("as:"):
            models = [one for one in models if _fits(one, part.removeprefix("as:"))] or models
        else:
            fields = [field for one in models for key, field in one.model_fields.items() if part in (key, field.alias)]
            models = [found for field in fields for found in _models_in(field.annotation)]
    return [field.alias or key for one in models for key, field in one.model_fields.items()]


def _fits(model: type[BaseModel], kind: str) -> bool:
    return model.__name__.lower() == kind or kind in model.model_fields


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, UnionType, tuple, Annotated):
        for inner in get_args(annotation):
            yield from _models_in(inner)
