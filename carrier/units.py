"""Spans of time: as tests like to write them ("20s", "15m", "24h", "2d"), and of words read aloud."""

import re
from datetime import timedelta

Span = timedelta | str

CHARACTERS_A_SECOND = 14  # of Dutch, German, French or English read aloud, roughly

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def span(time: Span) -> timedelta:
    if isinstance(time, timedelta):
        return time
    written = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", time)
    if written is None:
        raise ValueError(f"not a span of time: {time!r}")
    return timedelta(**{_UNITS[written[2]]: float(written[1])})


def reading_time(text: str) -> timedelta:
    return timedelta(seconds=len(text) / CHARACTERS_A_SECOND)
