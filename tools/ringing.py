"""Composes what a phone in the browser rings with: two soft bells, three seconds, again and again; and a silence.

Made of nothing but the notes below. Deliberately uses no sample, no recording and no ringing tone of anybody else's.
"""

import io
import math
import wave
from itertools import repeat
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "voice_app" / "pages" / "static" / "sounds"

RATE = 8_000
"""Samples a second; the highest of the tones below has 3,000 swings."""
LASTS = 3 * RATE
NOTES = ((0.0, 659.25), (0.16, 987.77), (0.6, 659.25), (0.76, 987.77))
"""When each begins, in seconds, and its pitch: E5 and B5, twice."""
HARMONICS = ((1, 1.0), (2, 0.3), (3, 0.08))
DIES_AWAY = 0.22
"""Seconds in which a bell falls to a third."""
LEVEL = 7_000
"""Of 32,767: to be heard beside one's work, and to startle nobody."""


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "ringing.wav").write_bytes(ringing())
    (FOLDER / "silence.wav").write_bytes(silence())


def ringing() -> bytes:
    """The whole file: 16-bit PCM, which every browser reads."""
    return _wav([round(LEVEL * _loudness(moment / RATE)) for moment in range(LASTS)])


def silence() -> bytes:
    """For the sounds of which a desk wants none: a hundredth of a second."""
    return _wav(list(repeat(0, RATE // 100)))


def _loudness(at: float) -> float:
    return sum(_bell(at - begins_at, pitch) for begins_at, pitch in NOTES if at >= begins_at)


def _bell(since: float, pitch: float) -> float:
    rise = min(1.0, since / 0.004)  # without a click
    tones = sum(strength * math.sin(2 * math.pi * pitch * order * since) for order, strength in HARMONICS)
    return rise * tones * math.exp(-since / DIES_AWAY)


def _wav(samples: list[int]) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples))
    return file.getvalue()


if __name__ == "__main__":
    main()
