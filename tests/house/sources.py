"""The house as the laws see it: its modules, parsed. Deliberately imports none of them."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("flows", "routing", "voice_app", "workers", "carrier")


@dataclass(frozen=True)
class Source:
    """One Python file; `path` is relative to the checkout, as people write it."""

    path: str

    @cached_property
    def text(self) -> str:
        return (ROOT / self.path).read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every name that is imported, whole (`from redis import Redis` is "redis.Redis"), and its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)

    def uses(self) -> Iterator[tuple[str, ast.expr]]:
        """Every use of something imported, by its whole name: `dt.now` is "datetime.datetime.now" under any alias."""
        origins = self._origins()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name | ast.Attribute):
                head, _, rest = _dotted(node).partition(".")
                if head in origins:
                    yield f"{origins[head]}.{rest}" if rest else origins[head], node

    def _origins(self) -> dict[str, str]:
        """What each imported name stands for."""
        origins: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    origins[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if alias.asname else alias.name.partition(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    origins[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        return origins


def sources(*folders: str) -> tuple[Source, ...]:
    """The Python files below these folders of the checkout, in order."""
    return tuple(
        _once(path.relative_to(ROOT).as_posix()) for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))
    )


@cache
def _once(path: str) -> Source:
    """Each file is read and parsed by the first law that asks for it."""
    return Source(path)


def house() -> tuple[Source, ...]:
    """The five rooms."""
    return sources(*ROOMS)


@cache
def committed() -> tuple[str, ...]:
    """The paths that git keeps, or would keep: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return tuple(path for path in sorted(set(listed.stdout.split("\0"))) if path and (ROOT / path).is_file())


def _dotted(node: ast.expr) -> str:
    """`a.b.c` as text; empty for anything that is not a plain chain of names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (left := _dotted(node.value)):
        return f"{left}.{node.attr}"
    return ""
