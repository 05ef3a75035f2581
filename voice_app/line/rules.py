"""What two places of a line file say against each other.

Reads the tables as they came, right or wrong, so that these mistakes are told together with all others. So
whatever has not the shape it should is passed over here: the section's own type reports that.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from voice_app.mistakes import Mistake

Raw = Mapping[str, Any]


def contradictions(raw: Raw) -> Iterator[Mistake]:
    """Every such mistake, in the order of the file."""
    yield from _loops(raw)
    yield from _twice(raw, "menu", "key")
    yield from _twice(raw, "menu", "need")
    yield from _unspoken_labels(raw)
    yield from _unasked_languages(raw)
    yield from _unspoken_notice(raw)
    yield from _twice(raw, "agent", "id")
    yield from _twice(raw, "agent", "reach")
    yield from _agents_on_our_number(raw)


def _loops(raw: Raw) -> Iterator[Mistake]:
    line = _table(raw, "line")
    if line.get("number") is not None and line.get("number") == line.get("fallback_number"):
        yield Mistake("line.fallback_number", "it is the support number itself", "Name a phone that somebody answers")


def _twice(raw: Raw, section: str, key: str) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    for count, entry in _entries(raw, section):
        value = entry.get(key)
        if not isinstance(value, str):
            continue
        if value.lower() in first:
            where = f"{section}[{count}].{key}"
            yield Mistake(where, f"{value!r} stands in {section}[{first[value.lower()]}] too", "Use each once")
        else:
            first[value.lower()] = count


def _unspoken_labels(raw: Raw) -> Iterator[Mistake]:
    languages = _table(raw, "line").get("languages")
    for count, entry in _entries(raw, "menu"):
        label = entry.get("label")
        if not isinstance(label, Mapping) or not isinstance(languages, list):
            continue
        for language in languages:
            if isinstance(language, str) and language not in label:
                where = f"menu[{count}].label.{language}"
                yield Mistake(where, "it is missing", f"The line speaks {language}: say how this entry is called in it")


def _unasked_languages(raw: Raw) -> Iterator[Mistake]:
    """Whoever words the question words it for everybody: a caller who does not understand it has agreed to nothing."""
    languages, asked = _table(raw, "line").get("languages"), _table(raw, "recording").get("question")
    if not isinstance(asked, Mapping) or not isinstance(languages, list) or not asked:
        return
    for language in languages:
        if isinstance(language, str) and language not in asked:
            where = f"recording.question.{language}"
            yield Mistake(
                where, "it is missing", f"The line speaks {language}: ask in it too, or leave the question out"
            )


def _unspoken_notice(raw: Raw) -> Iterator[Mistake]:
    """Whoever does not understand the notice has not been told."""
    languages, notice = _table(raw, "line").get("languages"), _table(raw, "listening").get("notice")
    if not isinstance(notice, Mapping) or not isinstance(languages, list):
        return
    for language in languages:
        if isinstance(language, str) and language not in notice:
            what = f"The line speaks {language}: say the notice in it"
            yield Mistake(f"listening.notice.{language}", "it is missing", what)


def _agents_on_our_number(raw: Raw) -> Iterator[Mistake]:
    number = _table(raw, "line").get("number")
    for count, agent in _entries(raw, "agent"):
        if agent.get("reach") == f"tel:{number}":
            yield Mistake(f"agent[{count}].reach", "it is the support number itself", "Name the agent's own phone")


def _table(raw: Raw, section: str) -> Raw:
    table = raw.get(section)
    return table if isinstance(table, Mapping) else {}


def _entries(raw: Raw, section: str) -> Iterator[tuple[int, Raw]]:
    entries = raw.get(section)
    for count, entry in enumerate(entries if isinstance(entries, list) else (), start=1):
        if isinstance(entry, Mapping):
            yield count, entry
