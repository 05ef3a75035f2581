"""Composes what callers hear while they wait: seven phrases of 18 s, as the phone network carries sound.

Soft chords under a few bell-like notes, each phrase out of silence and back into it, so that one follows another
without a seam whether or not the line pauses between them. Made of nothing but the table of notes below, and
with whole numbers where rounding could differ from machine to machine: every machine composes the same bytes.
Deliberately uses no sample, no recording and no melody of anybody else's.
"""

import math
import struct
from collections.abc import Iterator
from functools import cache
from operator import add
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[1] / "voice_app" / "static" / "music"

RATE = 8_000
"""Samples a second: what a phone call carries (ITU-T G.711)."""
PIECE = 18 * RATE
BEAT = 8_500
CHORD = 4 * BEAT
FADE = PIECE - 4 * CHORD
"""How long the last chord takes to die away: exactly what four chords leave of a piece."""

LEVEL = 0.1
"""Root mean square of the whole track, of full scale: -20 dBFS, well under a speaking voice."""


class Voice(NamedTuple):
    """How a kind of note sounds: strengths of its harmonics, its loudness, and its envelope in samples."""

    harmonics: tuple[float, ...]
    detune: float
    strength: float
    attack: int
    hold: int
    release: int
    curve: int


CHORD_VOICE = Voice((1, 0.25, 0.12, 0.04), 1.0025, 1.0, attack=9_000, hold=CHORD - 9_000, release=FADE, curve=1)
BELL_VOICE = Voice((1, 0.10, 0.03), 1.0, 1.9, attack=320, hold=0, release=2 * BEAT, curve=3)

# Four chords a phrase, lowest note first; nothing below A3, which a phone line would swallow.
# The melody has four beats a chord; a dot is silence. All in F major, ending at home.
PHRASES = (
    ("A3 C4 E4 F4 | A3 C4 D4 F4 | Bb3 D4 F4 A4 | C4 E4 G4 D5", "C5 . A5 . | F5 . E5 D5 | D5 . F5 . | E5 . . ."),
    ("A3 C4 E4 F4 | A3 C4 E4 G4 | Bb3 D4 F4 A4 | C4 E4 G4 A4", "A5 . G5 . | E5 . C5 . | D5 . E5 F5 | G5 . . ."),
    ("A3 D4 F4 C5 | Bb3 D4 F4 G4 | Bb3 C4 E4 D5 | A3 C4 F4 E5", "F5 . . E5 | D5 . F5 . | G5 . E5 . | C5 . A4 ."),
    ("Bb3 D4 F4 A4 | A3 C4 E4 G4 | Bb3 D4 F4 G4 | C4 F4 G4 Bb4", ". D5 F5 . | . C5 E5 . | . Bb4 D5 . | C5 . . ."),
    ("A3 C4 E4 G4 | A3 D4 F4 C5 | Bb3 D4 G4 F4 | C4 E4 G4 D5", "G5 . E5 . | A5 . F5 . | G5 F5 D5 . | E5 . . ."),
    ("Bb3 D4 F4 A4 | C4 E4 G4 D5 | A3 C4 E4 G4 | A3 D4 F4 C5", "F5 . D5 . | G5 . E5 . | C6 . G5 . | A5 . F5 ."),
    ("Bb3 D4 F4 G4 | C4 F4 G4 Bb4 | A3 C4 F4 E4 | A3 C4 F4 G4", "D5 . F5 G5 | F5 . D5 . | C5 . E5 . | F5 . . ."),
)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for number, piece in enumerate(compose()):
        (FOLDER / f"piece-{number}.wav").write_bytes(wav(piece))


def compose() -> Iterator[bytes]:
    """The pieces in the order of playing, each PIECE samples of µ-law, one byte a sample."""
    phrases = [_phrase(*written) for written in PHRASES]
    energy = sum(sample * sample for phrase in phrases for sample in phrase)
    gain = LEVEL * 32_767 / math.sqrt(energy / (len(phrases) * PIECE))
    for phrase in phrases:
        yield bytes(mu_law(round(sample * gain)) for sample in phrase)


def mu_law(sample: int) -> int:
    """One 16-bit sample as G.711 µ-law: sign, three bits of exponent, four of mantissa, all inverted."""
    magnitude = min(abs(sample), 32_635) + 132
    exponent = magnitude.bit_length() - 8
    mantissa = magnitude >> (exponent + 3) & 0x0F
    return ~((sample < 0) << 7 | exponent << 4 | mantissa) & 0xFF


def wav(piece: bytes) -> bytes:
    """A WAV file of µ-law, mono (RIFF format 7, which wants a fact chunk with the number of samples)."""
    form = struct.pack("<4sIHHIIHHH", b"fmt ", 18, 7, 1, RATE, RATE, 1, 8, 0)
    fact = struct.pack("<4sII", b"fact", 4, len(piece))
    data = struct.pack("<4sI", b"data", len(piece)) + piece
    return struct.pack("<4sI4s", b"RIFF", 4 + len(form + fact + data), b"WAVE") + form + fact + data


def _phrase(chords: str, melody: str) -> list[int]:
    sound = [0] * PIECE
    for number, chord in enumerate(chords.split(" | ")):
        for name in chord.split():
            _mix(sound, _note(name, CHORD_VOICE), at=number * CHORD)
    for number, name in enumerate(melody.replace("| ", "").split()):
        if name != ".":
            _mix(sound, _note(name, BELL_VOICE), at=number * BEAT)
    return sound


def _mix(sound: list[int], note: list[int], at: int) -> None:
    end = at + len(note)
    sound[at:end] = map(add, sound[at:end], note)


@cache
def _note(name: str, voice: Voice) -> list[int]:
    """The samples of a note with its envelope; two voices a hair apart make a chord breathe."""
    wave = _wave(voice.harmonics)
    steps = [round(_hertz(name) * detune * (1 << 32) / RATE) for detune in {1.0, voice.detune}]
    return [
        round(loudness * sum(wave[(step * moment >> 20) & 0xFFF] for step in steps))
        for moment, loudness in enumerate(_envelope(voice))
    ]


@cache
def _wave(harmonics: tuple[float, ...]) -> list[int]:
    """One period in 4,096 steps."""
    turn = 2 * math.pi / 4_096
    return [
        round(1_000 * sum(strength * math.sin(turn * step * order) for order, strength in enumerate(harmonics, 1)))
        for step in range(4_096)
    ]


def _envelope(voice: Voice) -> Iterator[float]:
    for moment in range(voice.attack):
        yield voice.strength * _ease(moment / voice.attack)
    for _ in range(voice.hold):
        yield voice.strength
    for moment in range(voice.release):
        yield voice.strength * _ease(1 - moment / voice.release) ** voice.curve


def _ease(part: float) -> float:
    """From 0 to 1 without a corner at either end."""
    return part * part * (3 - 2 * part)


def _hertz(name: str) -> float:
    """`A4` is 440 Hz; equal temperament."""
    half_tones = {"C": -9, "D": -7, "E": -5, "F": -4, "G": -2, "A": 0, "Bb": 1}[name[:-1]]
    return 440 * math.pow(2, half_tones / 12 + int(name[-1]) - 4)


if __name__ == "__main__":
    main()
