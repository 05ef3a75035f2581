"""What one line says and another says otherwise, by paths that people can read.

Pure. Deliberately judges nothing, and knows no PIN: they stand in no version.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from voice_app.line import Line
from voice_app.line.content import content_of

NAMED_BY: Final = {"menu": "need", "agent": "id", "special_day": "date"}
"""Lists whose entries are known by one of their keys, however they are ordered."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `path`: as mistakes write it (`menu[2].label.nl`); a value that is None is not there."""

    path: str
    before: Any
    after: Any


def differences(before: Line, after: Line) -> tuple[Change, ...]:
    """Everything that one line says and the other says otherwise, in the order of the file; PINs are left out. Entries
    of lists are counted from 1, where they stand in `after`; those that are gone, where they stood in `before`."""
    return tuple(_compared("", content_of(before), content_of(after)))


def _compared(path: str, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys(chain(before, after)):
            inner = f"{path}.{key}" if path else key
            if key in NAMED_BY and not path:
                yield from _listed(key, NAMED_BY[key], before.get(key) or (), after.get(key) or ())
            else:
                yield from _compared(inner, before.get(key), after.get(key))
    else:
        yield Change(path, before, after)


def _listed(section: str, named_by: str, before: Any, after: Any) -> Iterator[Change]:
    """Entries that are the same one, by name, are compared; the others came or went. A new order of those that stayed
    is one change."""
    old, new = ({entry[named_by]: (n, entry) for n, entry in enumerate(all_, 1)} for all_ in (before, after))
    for name, (n, entry) in new.items():
        yield from _compared(f"{section}[{n}]", old[name][1] if name in old else None, entry)
    for name, (n, entry) in old.items():
        if name not in new:
            yield Change(f"{section}[{n}]", entry, None)
    stayed = [name for name in old if name in new]
    order = [name for name in new if name in old]
    if stayed != order:
        yield Change(section, stayed, order)
