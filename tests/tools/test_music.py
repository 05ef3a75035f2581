"""The waiting music: what is committed is what the tool composes, and it is gentle in figures."""

import math
import struct
from itertools import pairwise

import pytest

from tools import music
from tools.music import FOLDER, PHRASES, PIECE, RATE

FULL_SCALE = 32_767


@pytest.fixture(scope="module")
def pieces() -> list[bytes]:
    return list(music.compose())


@pytest.fixture(scope="module")
def sounds(pieces: list[bytes]) -> list[list[int]]:
    return [[_linear(code) for code in piece] for piece in pieces]


def test_what_is_committed_is_what_the_tool_composes(pieces: list[bytes]) -> None:
    files = {path.name: path.read_bytes() for path in FOLDER.glob("*.wav")}
    assert files == {f"piece-{number}.wav": music.wav(piece) for number, piece in enumerate(pieces)}


def test_a_piece_is_18_seconds_of_what_the_phone_network_carries() -> None:
    for path in FOLDER.glob("*.wav"):
        head = path.read_bytes()[:58]
        kind, channels, rate, _, _, bits = struct.unpack("<HHIIHH", head[20:36])
        assert (kind, channels, rate, bits) == (7, 1, 8_000, 8)
        assert struct.unpack("<I", head[54:58])[0] == 18 * rate == path.stat().st_size - 58


def test_the_track_lasts_about_two_minutes(sounds: list[list[int]]) -> None:
    assert 110 <= sum(map(len, sounds)) / RATE <= 130


def test_speech_stays_clear_above_it(sounds: list[list[int]]) -> None:
    levels = [_decibels(sound[at : at + RATE]) for sound in sounds for at in range(0, PIECE, RATE)]
    assert max(levels) < -17
    assert min(levels) > -30, "nobody may think that the line went dead"
    assert -20.5 < _decibels([sample for sound in sounds for sample in sound]) < -19.5


def test_it_has_no_harsh_edge(sounds: list[list[int]]) -> None:
    for sound in sounds:
        assert max(abs(sample) for sample in sound) < 0.5 * FULL_SCALE
        assert max(abs(later - sooner) for sooner, later in pairwise(sound)) < 0.2 * FULL_SCALE
        assert _middle_frequency(sound) < 900, "brighter than a calm voice"


def test_one_piece_follows_another_without_a_seam(sounds: list[list[int]]) -> None:
    for sooner, later in pairwise([*sounds, sounds[0]]):
        assert _decibels(sooner[-40:]) < -60
        assert abs(later[0] - sooner[-1]) < 0.001 * FULL_SCALE


def test_a_melody_has_sixteen_beats_over_four_chords_and_ends_inside_its_piece() -> None:
    for chords, melody in PHRASES:
        assert len(chords.split(" | ")) == 4
        beats = melody.replace("| ", "").split()
        assert len(beats) == 16
        assert beats[-1] == "."


@pytest.mark.parametrize("sample", [0, 1, -1, 131, 1_000, -1_000, 20_000, -32_768, 32_767])
def test_mu_law_is_read_back_within_a_step_of_its_size(sample: int) -> None:
    assert abs(_linear(music.mu_law(sample)) - sample) <= max(8, abs(sample) / 16) + 132 / 16


def _linear(code: int) -> int:
    """G.711 µ-law as a 16-bit sample."""
    code = ~code & 0xFF
    magnitude = (((code & 0x0F) << 3) + 132 << (code >> 4 & 7)) - 132
    return -magnitude if code & 0x80 else magnitude


def _decibels(sound: list[int]) -> float:
    """Root mean square against full scale."""
    return 10 * math.log10(max(1, sum(sample * sample for sample in sound) / len(sound)) / FULL_SCALE**2)


def _middle_frequency(sound: list[int]) -> float:
    """Root mean square of the frequencies, in Hz, each by its energy: differencing weighs f by 4 sin²(πf/rate)."""
    steps = sum((later - sooner) ** 2 for sooner, later in pairwise(sound))
    return math.asin(math.sqrt(steps / sum(sample * sample for sample in sound)) / 2) * RATE / math.pi
