"""Two editors who began with the same line: what the second one wants, on top of what the first has made of it.

Pure, over the tables of a line (`Line.as_dict`). What only one of them changed is taken as changed; of what both did,
the second one's counts, and is named. Deliberately checks nothing: whether it is a line, `Line.from_dict` says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Raw = Mapping[str, Any]

KNOWN_BY: Final[Mapping[str, str]] = {"menu": "need", "agent": "id", "special_day": "date"}
"""By what an entry of a list of tables is the same entry, wherever in the list it stands."""


class _Absent:
    """No value at all, which is another thing than none."""


ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class Merged:
    """`both`: the paths that the two have changed, each in a way of their own."""

    raw: dict[str, Any]
    both: tuple[str, ...]


def merged(base: Raw, theirs: Raw, mine: Raw) -> Merged:
    """What `mine` makes of `base`, made of `theirs`."""
    work = _Work()
    return Merged(work.table("", base, theirs, mine), tuple(work.both))


@dataclass
class _Work:
    both: list[str] = field(default_factory=list)

    def table(self, path: str, base: Raw, theirs: Raw, mine: Raw) -> dict[str, Any]:
        together = {}
        for key in dict.fromkeys((*theirs, *mine)):
            three = (one.get(key, ABSENT) for one in (base, theirs, mine))
            value = self._value(f"{path}.{key}" if path else key, key, *three)
            if value is not ABSENT:
                together[key] = value
        return together

    def _value(self, path: str, key: str, base: Any, theirs: Any, mine: Any) -> Any:
        if mine in (base, theirs):
            return theirs
        if theirs == base:
            return mine
        if isinstance(theirs, Mapping) and isinstance(mine, Mapping):
            return self.table(path, base if isinstance(base, Mapping) else {}, theirs, mine)
        if key in KNOWN_BY and isinstance(theirs, list) and isinstance(mine, list):
            return self._entries(path, KNOWN_BY[key], base if isinstance(base, list) else [], theirs, mine)
        self.both.append(path)
        return mine

    def _entries(self, path: str, known_by: str, *three: list[Raw]) -> list[Any]:
        base, theirs, mine = ({str(entry.get(known_by)): entry for entry in each} for each in three)
        together = self.table(path, base, theirs, mine)
        has_moved = [name for name in mine if name in base] != [name for name in base if name in mine]
        order: Iterable[str] = (*mine, *theirs) if has_moved else (*theirs, *mine)
        return [together[name] for name in dict.fromkeys(order) if name in together]
