"""A step as a URL, and back: how the thread of a conversation travels through the carrier's hands.

Pure. The carrier signs what it calls, so what comes back is what was sent; yet anything at all is read without an
exception, because a person is on the line. Keys are one letter long and hold ids and times only: URLs are logged.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from flows.thread import Step, Thread

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 1, 1, tzinfo=UTC)
MOST = 9999

_WORD = re.compile(r"[A-Za-z0-9_.\-]{1,64}")
_NUMBER = re.compile(r"[0-9]{1,15}")
_VERSION = re.compile(r"[0-9]{1,9}")


def step_url(step: Step, line_version: int | None = None) -> str:
    """The path and query at which this step is played, and under which version of the line. Instants are kept to the
    millisecond."""
    thread = step.thread
    query = {
        "l": thread.language,
        "n": thread.need,
        "a": _millis(thread.arrived_at),
        "s": _millis(thread.said_at),
        "u": _millis(thread.told_until),
        "o": _millis(thread.offered_at),
        "k": _millis(thread.asked_at),
        "p": thread.piece or None,
        "t": thread.tries or None,
        "m": thread.promise,
        "i": thread.subject,
        "e": 1 if thread.emergency else None,
        "d": thread.person,
        "w": thread.waits_for,
        "v": line_version,
    }
    return f"/voice/{quote(step.node, safe='', errors='replace')}?{_query(query)}"


def about(subject: str) -> str:
    """The query of a URL that tells its subject only; `read_step` reads it too."""
    return _query({"i": subject})


def read_step(node: str, query: Mapping[str, str], tongues: Sequence[str]) -> Step:
    """The step of a URL. What cannot be read counts as not told; `tongues[0]` where the tongue is not ours."""
    tongue = query.get("l", "")
    thread = Thread(
        language=tongue if tongue in tongues else tongues[0],
        need=_word(query.get("n")),
        arrived_at=_instant(query.get("a")),
        said_at=_instant(query.get("s")),
        told_until=_instant(query.get("u")),
        offered_at=_instant(query.get("o")),
        asked_at=_instant(query.get("k")),
        piece=_count(query.get("p")),
        tries=_count(query.get("t")),
        promise=_word(query.get("m")),
        subject=_word(query.get("i")),
        emergency=query.get("e") == "1",
        person=_word(query.get("d")),
        waits_for=_word(query.get("w")),
    )
    return Step(node, thread)


def read_version(query: Mapping[str, str]) -> int | None:
    """The version of the line that the call of a URL began with; None: it is not told."""
    told = query.get("v")
    return int(told) if told is not None and _VERSION.fullmatch(told) else None


def _query(values: Mapping[str, str | int | None]) -> str:
    return urlencode({key: value for key, value in values.items() if value is not None}, errors="replace")


def _millis(at: datetime | None) -> int | None:
    return None if at is None else (at - EPOCH) // timedelta(milliseconds=1)


def _instant(text: str | None) -> datetime | None:
    if text is None or not _NUMBER.fullmatch(text):
        return None
    since = timedelta(milliseconds=int(text))
    return EPOCH + since if since < LAST - EPOCH else None


def _count(text: str | None) -> int:
    return min(int(text), MOST) if text is not None and _NUMBER.fullmatch(text) else 0


def _word(text: str | None) -> str | None:
    return text if text is not None and _WORD.fullmatch(text) else None
