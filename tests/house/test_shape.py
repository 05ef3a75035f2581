"""Law: the shape of the files. Small modules, absolute imports, errors handled where they are understood."""

import ast
import re
from pathlib import Path

from tests.house.sources import ROOT, Source, committed, house, sources

LONGEST = 300
LONGEST_LUA = 30

BROAD_EXCEPT_ALLOWED = {
    "workers/guard.py": "the ticker's guard around one item",
    "workers/callbacks.py": "the top of a job",
    "voice_app/hooks.py": "the app's error handler",
}
"""One in each, no more: everywhere else an error is caught by its name, or not at all."""

BARE_IGNORE = re.compile(
    r"# type: ig" r"nore(?!\[[\w, -]+\]\s+#\s*\S)|# no" r"qa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)*\s+(#|-|–|\()?\s*\w)"
)
LEFTOVER = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK|raise NotImplemented" r"Error)\b|pragma: no" r" cover")


def test_no_module_is_longer_than_300_lines() -> None:
    long = [
        f"{source.path}: {lines} lines"
        for source in (*house(), *sources("tools"))
        if "migrations" not in source.path and (lines := len(source.text.splitlines())) > LONGEST
    ]
    assert not long, "split by actor (caller, agent, promise), never by layer:\n  " + "\n  ".join(long)


def test_no_import_is_relative() -> None:
    relative = [
        f"{source.path}:{node.lineno}"
        for source in (*house(), *sources("tools", "tests"))
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative, "write the whole name:\n  " + "\n  ".join(relative)


def test_errors_are_caught_broadly_in_three_places_only() -> None:
    broad = [(source.path, name) for source in house() for name in _broad_excepts(source)]
    strangers = [f"{path}: {name}" for path, name in broad if path not in BROAD_EXCEPT_ALLOWED]
    assert not strangers, "catch the error by its name:\n  " + "\n  ".join(strangers)
    for path, why in BROAD_EXCEPT_ALLOWED.items():
        here = [name for place, name in broad if place == path]
        assert len(here) <= 1, f"{path} may catch broadly once ({why}), and does so in {here}"


def test_every_folder_of_tests_is_a_package() -> None:
    bare = sorted(
        {str(path.parent.relative_to(ROOT)) for path in _tests() if not (path.parent / "__init__.py").exists()}
    )
    assert not bare, f"without an __init__.py two tests of one name clash: {bare}"


def test_every_room_is_a_package() -> None:
    bare = sorted({source.path for source in house() if not (ROOT / source.path).with_name("__init__.py").exists()})
    assert not bare, f"no __init__.py beside: {bare}"


def test_every_module_says_its_duty() -> None:
    silent = [s.path for s in (*house(), *sources("tools")) if s.text.strip() and not ast.get_docstring(s.tree)]
    assert not silent, f"no docstring: {silent}"


def test_every_ignore_has_its_reason_beside_it() -> None:
    bare = _lines_matching(BARE_IGNORE, (*house(), *sources("tools", "tests")))
    assert not bare, "name the rule and say why, on the same line:\n  " + "\n  ".join(bare)


def test_nothing_is_left_for_later() -> None:
    left = _lines_matching(LEFTOVER, (*house(), *sources("tools", "tests")))
    assert not left, "finish it or file it:\n  " + "\n  ".join(left)


def test_a_lua_file_is_one_guarded_move() -> None:
    for path in sorted((ROOT / "routing").rglob("*.lua")):
        lines = path.read_text().splitlines()
        header = "\n".join(line for line in lines if line.startswith("--"))
        code = [line for line in lines if line.strip() and not line.lstrip().startswith("--")]
        assert len(code) <= LONGEST_LUA, f"{path.name}: {len(code)} lines; policy belongs into Python"
        if path.name.startswith("_"):
            continue  # stands before every move and is none itself
        for word in ("KEYS", "ARGV", "gives"):
            assert f"-- {word}" in header, f"{path.name}: its header has no line that begins with {word}"


def test_nothing_committed_names_a_registry_or_a_machine() -> None:
    # Written in pieces, so that this file does not match itself.
    host = re.compile(r"https?://[^ \"]*(py" r"pi|python" r"hosted|npm" r"js|debian\.o" r"rg)")
    place = re.compile(r"(^|[^a-z.\w/])/(wo" r"rk|fa" r"rm|ro" r"ot|tm" r"p|ho" r"me)/[a-z]")
    hits = []
    for name in committed():
        try:
            text = (ROOT / name).read_text()
        except UnicodeDecodeError:
            continue  # sound and pictures
        hits += [
            f"{name}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if host.search(line) or place.search(line)
        ]
    assert not hits, "means nothing to anybody else:\n  " + "\n  ".join(hits)


def _tests() -> list[Path]:
    return [path for path in (ROOT / "tests").rglob("*.py") if "__pycache__" not in path.parts]


def _broad_excepts(source: Source) -> list[str]:
    """The functions of a module that catch every error, outermost names first."""

    def walk(node: ast.AST, name: str) -> list[str]:
        found = [name] if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) else []
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found += walk(child, f"{name}.{child.name}".lstrip("."))
            else:
                found += walk(child, name)
        return found

    return walk(source.tree, "")


def _is_broad(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(_is_broad(each) for each in caught.elts)
    return caught is None or (isinstance(caught, ast.Name) and caught.id in ("Exception", "BaseException"))


def _lines_matching(pattern: re.Pattern[str], these: tuple[Source, ...]) -> list[str]:
    return [
        f"{source.path}:{number}: {line.strip()}"
        for source in these
        for number, line in enumerate(source.text.splitlines(), start=1)
        if pattern.search(line)
    ]
