"""A line as the text of a line file that people like to read: the file that there is, with what is otherwise changed in
it, so that its comments, its order and its PINs stay.

Pure. Deliberately writes no default that the file does not write.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import tomlkit
from tomlkit.items import AoT, Table

from voice_app.line import Line
from voice_app.line.content import content_of
from voice_app.line.differences import NAMED_BY


def export(line: Line, file: str) -> str:
    """The text of a file that means this line; `file`: the text of the one that there is, which must be a line's."""
    document = tomlkit.parse(file)
    _bring(document, content_of(Line.parse(file)), content_of(line))
    return tomlkit.dumps(document)


def _bring(table: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Let a table of the file say what `after` says; `before`: what it says now, defaults included."""
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if new is None:
            table.pop(key, None)
        elif key in NAMED_BY and isinstance(table.get(key), AoT):
            _bring_entries(table, key, cast("Sequence[Any]", old), cast("Sequence[Any]", new))
        elif isinstance(new, Mapping) and isinstance(table.get(key), Mapping) and isinstance(old, Mapping):
            _bring(table[key], old, new)
        else:
            table[key] = _written(key, new)


def _bring_entries(table: Any, key: str, before: Sequence[Any], after: Sequence[Any]) -> None:
    """Entries are the same one by name; those that are there keep their comments, wherever they stand by now."""
    named_by = NAMED_BY[key]
    there = {entry[named_by]: (item, entry) for item, entry in zip(table[key], before, strict=True)}
    entries = tomlkit.aot()
    for entry in after:
        item, old = there.get(entry[named_by], (None, {}))
        if item is None:
            entries.append(_table(entry))
            continue
        _bring(item, old, entry)
        entries.append(cast("Table", item))
    if entries:
        table[key] = entries
    else:
        table.pop(key)


def _written(key: str, value: Any) -> Any:
    if key in NAMED_BY:
        entries = tomlkit.aot()
        for entry in value:
            entries.append(_table(entry))
        return entries
    return _table(value) if isinstance(value, Mapping) else value


def _table(entry: Mapping[str, Any]) -> Table:
    """What is inside stands on one line each, as in the file that ships; what is empty is left out."""
    table = tomlkit.table()
    for key, value in entry.items():
        if isinstance(value, Mapping):
            inline = tomlkit.inline_table()
            inline.update(value)
            value = inline  # noqa: PLW2901 - the same, written otherwise
        if value not in ({}, [], ()):
            table.add(key, value)
    return table
