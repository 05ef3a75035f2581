"""Whatever strangers write is read without an exception, and means no more than it may."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fuzzing.targets import TARGETS

ROOT = Path(__file__).parents[2]
RUNS, MANY = 10_000, 2_000_000


@pytest.mark.parametrize("name", TARGETS)
def test_no_bytes_whatever_make_it_raise(name: str) -> None:
    target = TARGETS[name]

    @given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
    @example(b"")
    @example(b"\x00\xff" * 40)
    @example("\ufeffnaam;telefoon\nJan;0612345678\n\x00".encode())
    @example(b'{"id": "1e400", "name": 1e400}')
    @example(b"\xed\xa0\x80")  # half a character where a code is expected
    def reads(raw: bytes) -> None:
        target(raw)

    reads()


def test_nor_do_those_that_reach_the_most_of_our_lines(tmp_path: Path) -> None:
    fuzz("any_of_them", RUNS, tmp_path)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", TARGETS)
def test_nor_do_millions(name: str, tmp_path: Path) -> None:
    fuzz(name, MANY, tmp_path)


def fuzz(name: str, runs: int, folder: Path) -> None:
    """atheris has wheels for some machines only, those that build among them."""
    pytest.importorskip("atheris", reason="atheris has no wheel for this machine: Hypothesis alone tries the readers")
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(SEEDS):
        (corpus / str(number)).write_bytes(seed)
    options = (f"-runs={runs}", f"-artifact_prefix={folder}/", "-max_len=800", "-timeout=60", str(corpus))
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzzing", name, *options],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert f"Done {runs} runs" in done.stderr


SEEDS = [
    bytes([which]) + text.encode()
    for which in range(len(TARGETS))
    for text in ("+31612345678", "naam;telefoon\nJan;0612345678\n", "morgen om half vier", '{"id": "1", "name": "Jan"}')
]
