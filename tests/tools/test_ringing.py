"""What a phone in the browser rings with: what is committed is what the tool composes."""

import struct
from pathlib import Path

from tools.ringing import FOLDER, ringing, silence


def samples(path: Path) -> list[int]:
    data = path.read_bytes()[44:]
    return list(struct.unpack(f"<{len(data) // 2}h", data))


def test_what_is_committed_is_what_the_tool_composes() -> None:
    """To the last bit but one: sines differ by a hair from machine to machine."""
    for name, made in (("ringing.wav", ringing()), ("silence.wav", silence())):
        committed = samples(FOLDER / name)
        composed = list(struct.unpack(f"<{len(made[44:]) // 2}h", made[44:]))
        assert len(committed) == len(composed)
        assert max(abs(one - other) for one, other in zip(committed, composed, strict=True)) <= 1


def test_it_is_heard_without_startling_anybody_and_begins_again_without_a_click() -> None:
    sound = samples(FOLDER / "ringing.wav")
    assert 6_000 < max(map(abs, sound)) < 16_000
    assert abs(sound[0]) < 50
    assert max(map(abs, sound[-200:])) < 50


def test_it_weighs_next_to_nothing() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.wav")) < 60_000
