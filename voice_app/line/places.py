"""On which line of a TOML text a path stands: `menu[2].key` is on line 17. tomllib tells values only.

Pure. A path that is nowhere, because a key is missing or its default counts, is looked for at the table around it.
Deliberately checks nothing: it is given what tomllib has read already, and knows just enough of TOML to walk along.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{1,2})?|' r"'''.*?'''(?:'{1,2})?|" r'"(?:[^"\\]|\\.)*"|' r"'[^']*'", re.DOTALL
)
_BARE = re.compile(r"[^,\]}\n#]+")
"""A number, a date, true or false."""
_PART = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")


class Places:
    """Where the keys, tables and entries of one text stand; lines are counted from 1."""

    def __init__(self, text: str) -> None:
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._at: dict[Path, int] = {}
        for path, position in _Walk(text).whole():
            self._at.setdefault(path, bisect_right(self._line_starts, position))

    def line_of(self, where: str) -> int | None:
        """The line of a path as mistakes and findings write it (`agent[2].skills.billing`, entries counted from 1), or
        of what is around it; None: nothing of it stands there."""
        path: Path = tuple(int(entry) - 1 if entry else name for entry, name in _PART.findall(where.partition(",")[0]))
        while path and path not in self._at:
            path = path[:-1]
        return self._at.get(path)

    def place_of(self, where: str, file: str) -> str:
        """The same as editors read it: `line.toml:42`; the file alone where nothing of the path stands in it."""
        line = self.line_of(where)
        return file if line is None else f"{file}:{line}"


class _Walk:
    """One way through a text, from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._entries: dict[Path, int] = {}
        """How many entries each array of tables has so far."""

    def whole(self) -> Iterator[tuple[Path, int]]:
        """Every path, and the position at which it begins."""
        table: Path = ()
        self._skip(_BLANK)
        while self._position < len(self._text):
            if self._text.startswith("[", self._position):
                start = self._position
                table = self._header()
                yield from ((table[:depth], start) for depth in range(1, len(table) + 1))
            else:
                yield from self._pair(table)
            self._skip(_BLANK)

    def _header(self) -> Path:
        """`[a.b]`, or `[[a.b]]`, which begins a new entry; the path of the table that follows."""
        is_entry = self._text.startswith("[[", self._position)
        brackets = 2 if is_entry else 1
        self._position += brackets
        *around, last = self._key()
        self._position += brackets
        path: Path = ()
        for name in around:
            path = self._last_entry((*path, name))
        path = (*path, last)
        if not is_entry:
            return path
        self._entries[path] = self._entries.get(path, -1) + 1
        return self._last_entry(path)

    def _last_entry(self, path: Path) -> Path:
        return (*path, self._entries[path]) if path in self._entries else path

    def _pair(self, table: Path) -> Iterator[tuple[Path, int]]:
        """`a.b = value` in a table."""
        start, names = self._position, self._key()
        path = (*table, *names)
        yield from ((path[:depth], start) for depth in range(len(table) + 1, len(path) + 1))
        self._position += 1  # the "="
        self._skip(_SPACE)
        yield from self._value(path)

    def _key(self) -> tuple[str, ...]:
        names = []
        while True:
            self._skip(_SPACE)
            names.append(_unquoted(self._take(_KEY)))
            self._skip(_SPACE)
            if not self._text.startswith(".", self._position):
                return tuple(names)
            self._position += 1

    def _value(self, path: Path) -> Iterator[tuple[Path, int]]:
        first = self._text[self._position]
        if first == "[":
            yield from self._array(path)
        elif first == "{":
            yield from self._inline_table(path)
        else:
            self._take(_STRING if first in "\"'" else _BARE)

    def _array(self, path: Path) -> Iterator[tuple[Path, int]]:
        count = 0
        while self._is_next("]"):
            yield (*path, count), self._position
            yield from self._value((*path, count))
            count += 1

    def _inline_table(self, path: Path) -> Iterator[tuple[Path, int]]:
        while self._is_next("}"):
            yield from self._pair(path)

    def _is_next(self, end: str) -> bool:
        """Past the opening bracket or a comma: is there another one before the `end`, which is then passed too?"""
        self._skip(_BLANK)
        if self._text[self._position] in "[{,":
            self._position += 1
            self._skip(_BLANK)
        if not self._text.startswith(end, self._position):
            return True
        self._position += 1
        return False

    def _skip(self, pattern: re.Pattern[str]) -> None:
        self._take(pattern)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._position)
        taken = match[0] if match else ""
        self._position += len(taken)
        return taken


def _unquoted(key: str) -> str:
    if key[:1] not in ('"', "'"):
        return key
    return next(iter(tomllib.loads(f"{key} = 0")))
