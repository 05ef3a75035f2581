"""Law: decisions are pure. Who may do I/O, read the clock, draw at random."""

import ast
import re
import subprocess
import sys
from pathlib import Path

from tests.house.sources import ROOT, Source, house, sources

IO_LIBRARIES = {"flask", "redis", "requests", "rq", "sqlalchemy", "structlog", "twilio", "socket", "subprocess"}
BOARD, ITS_STORE = "routing/board/", "routing/board/store.py"
"""The one I/O place of routing, and in it the one module that imports what does the I/O."""
PURE_IN_VOICE_APP = ("voice_app/twiml.py", "voice_app/numbers.py")

READ_THE_CLOCK = ("voice_app/runtime.py", "carrier/clock.py")
CLOCK_AND_CHANCE = re.compile(
    r"datetime\.datetime\.(now|utcnow|today)|datetime\.date\.today|time\.(?!struct_time)\w+"
    r"|random\.(?!Random$)\w+|secrets\.\w+|uuid\.uuid[1-8]|os\.(urandom|getrandom)"
)
SERVER_TIME = re.compile(
    r"\bfunc\.(now|random|current_\w+)\(|\bCURRENT_(TIMESTAMP|DATE|TIME)\b|(?<![.\w])NOW\(\)|\w\('now'\)"
    r"|redis\.call\(\s*['\"]TIME['\"]"
)


def test_the_import_laws_of_pyproject_hold() -> None:
    result = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_flows_and_routing_import_no_io_library_and_no_board() -> None:
    pure = [source for source in sources("flows", "routing") if source.path != ITS_STORE]
    assert len(pure) < len(sources("flows", "routing")), f"where is {ITS_STORE}?"
    _hold("imports what decisions must not know", [hit for source in pure for hit in _impure_imports(source)])


def test_twiml_and_numbers_are_pure_too() -> None:
    pure = [source for source in sources("voice_app") if source.path in PURE_IN_VOICE_APP]
    allowed = {"twilio"}  # TwiML may be written with Twilio's own classes: they do no I/O
    _hold(
        "imports what a pure module must not know",
        [hit for source in pure for hit in _impure_imports(source, allowed)],
    )


def test_only_the_runtime_reads_the_clock_and_draws_at_random() -> None:
    _hold(
        "takes the time or chance by itself; let it be given `now`, or ask voice_app.runtime",
        [hit for source in house() if source.path not in READ_THE_CLOCK for hit in _clock_and_chance(source)],
    )


def test_statements_are_written_in_the_ledger_alone() -> None:
    """Elsewhere a transaction is handed on, and an address read."""
    hits = [
        f"{source.path}:{line}: {name}"
        for source in house()
        if not source.path.startswith("voice_app/ledger/")
        for name, line in source.imports()
        if name.startswith("sqlalchemy") and name not in ("sqlalchemy.Connection", "sqlalchemy.make_url")
    ]
    _hold("writes a statement; let the ledger do it", hits)


def test_sql_and_lua_are_given_the_time() -> None:
    texts = [*house(), *(Source(path.relative_to(ROOT).as_posix()) for path in (ROOT / "routing").rglob("*.lua"))]
    hits = [
        f"{source.path}:{number}: {line.strip()}"
        for source in texts
        for number, line in enumerate(source.text.splitlines(), start=1)
        if SERVER_TIME.search(line)
    ]
    _hold("asks a server for the time; pass it as a parameter", hits)


def test_this_test_sees_through_aliases(tmp_path: Path) -> None:
    module = tmp_path / "sly.py"
    module.write_text(
        "import datetime as dt\nfrom random import Random, choice as pick\nfrom time import monotonic\n"
        "import uuid, time\nrng = Random\nbad = Random()\ngood = Random(7)\n"
        "dt.datetime.now()\npick([1])\nmonotonic\nuuid.uuid4()\ntime.sleep\nuuid.UUID('x')\n"
    )
    hits = _clock_and_chance(Source(str(module)))
    assert [hit.split(": ")[1] for hit in hits] == [
        "random.Random() without a seed",
        "datetime.datetime.now",
        "random.choice",
        "time.monotonic",
        "uuid.uuid4",
        "time.sleep",
    ]


def _impure_imports(source: Source, allowed: set[str] | None = None) -> list[str]:
    forbidden = IO_LIBRARIES - (allowed or set())
    return [
        f"{source.path}:{line}: {name}"
        for name, line in source.imports()
        if name.partition(".")[0] in forbidden
        or (name.startswith("routing.board") and not source.path.startswith(BOARD))
    ]


def _clock_and_chance(source: Source) -> list[str]:
    hits = [(node.lineno, name) for name, node in source.uses() if CLOCK_AND_CHANCE.fullmatch(name)]
    unseeded = {
        id(node.func)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and not node.args and not node.keywords
    }
    hits += [
        (node.lineno, f"{name}() without a seed")
        for name, node in source.uses()
        if name == "random.Random" and id(node) in unseeded
    ]
    return [f"{source.path}:{line}: {name}" for line, name in sorted(hits)]


def _hold(what: str, hits: list[str]) -> None:
    assert not hits, f"{what}:\n  " + "\n  ".join(hits)
