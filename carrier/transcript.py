"""What one phone heard and did, with times; and when a phrase will have been heard.

Speech takes time: a phrase counts as heard when the voice has come to its end, so of a prompt that was
cut short only the beginning was heard. Knows nothing of phones.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

NO_TIME = timedelta(0)


@dataclass(slots=True)
class Line:
    """One line of a transcript. Kinds that are speech: "hears" (a voice) and "other" (the bridged party)."""

    at: datetime
    kind: str
    text: str
    lasts: timedelta = NO_TIME
    cut_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        return self.cut_at or self.at + self.lasts


@dataclass(frozen=True, slots=True)
class Heard:
    begins_at: datetime
    ends_at: datetime


SPEECH = {"hears", "other"}
SOUND_OF_LINE = {"hears", "music"}
RINGING = {"ringing"}


class Transcript:
    def __init__(self) -> None:
        self.lines: list[Line] = []

    def add(self, line: Line) -> None:
        self.lines.append(line)

    def cut(self, at: datetime, kinds: Collection[str]) -> None:
        """The last line of these kinds stops sounding, if it still does."""
        for line in reversed(self.lines):
            if line.kind in kinds:
                if at < line.ends_at:
                    line.cut_at = at
                return

    def find(self, fragment: str, since: datetime) -> Heard | None:
        """When `fragment` is heard for the first time after `since`, which may be yet to come.

        Case and spacing do not matter; it may run on from one sentence into the next. None when it has
        not been said, or the voice was cut before its end.
        """
        wanted = _fold(fragment)
        speech = [line for line in self.lines if line.kind in SPEECH and line.ends_at >= since]
        text = " ".join(_fold(line.text) for line in speech)
        position = text.find(wanted)
        while position >= 0:
            begins_at = _moment(speech, position)
            ends_at = _moment(speech, position + len(wanted))
            if begins_at and ends_at and begins_at >= since:
                return Heard(begins_at, ends_at)
            position = text.find(wanted, position + 1)
        return None

    def show(self) -> str:
        return "\n".join(
            f"  {line.at:%H:%M:%S}  {line.kind:<10} {line.text}{' — cut' if line.cut_at else ''}" for line in self.lines
        )


def contains(text: str, fragment: str) -> bool:
    return _fold(fragment) in _fold(text)


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


def _moment(speech: list[Line], position: int) -> datetime | None:
    """When the voice reaches `position` of all speech joined; None when it was cut before."""
    for line in speech:
        length = len(_fold(line.text))
        if position <= length:
            at = line.at + line.lasts * (position / max(length, 1))
            return at if line.cut_at is None or at <= line.cut_at else None
        position -= length + 1
    return None
