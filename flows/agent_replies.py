"""What an agent texts about a call that is over: how it ended, a note, when to call back.

    [code] 1 note             resolved; `1+`: and the caller may be asked whether we helped
    [code] 2 note             not over yet
    [code] 3 time, note       call back then

A closed grammar like that of `replies`, whose times these are. A note after a time stands behind a comma, a semicolon
or a full stop, so that no word of it is read past: "3 morgen niet" is no tomorrow. Deliberately guesses nothing.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from flows.facts import Window
from flows.replies import At, read_reply

Ending = Literal["resolved", "follow_up", "call_back"]
ENDINGS: Final[dict[str, Ending]] = {"1": "resolved", "2": "follow_up", "3": "call_back"}
"""By their figure in a text, and their key on the phone."""

_ANSWER: Final = re.compile(
    r"\W*(?:(?P<code>[1-9]\d)[\s:.,)-]+)?(?P<key>[123])\s*(?P<plus>\+?)(?![\w/:.,-]*\d)(?:$|[\s.,:;)!-]+)(?P<rest>.*)",
    re.DOTALL,
)
"""What follows the figure begins apart from it: "10-12" and "1500 euro" are no answers."""
_CODE: Final = re.compile(r"\W*([1-9]\d)(?!\d)")
_PAUSE: Final = re.compile(r"[,;\n]|[.:!](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended. `code`: of the call, None: not named. `window`: when to call back, None for whoever named no time
    that can be read."""

    code: int | None
    ending: Ending
    note: str | None = None
    window: Window | None = None
    may_ask: bool = False


def read_ending(body: str, language: str, now: datetime, zone: ZoneInfo) -> Ended | None:
    """How the agent says that it ended; None where the text does not say that. Never raises."""
    found = _ANSWER.match(body)
    if found is None:
        return None
    code = int(found["code"]) if found["code"] else None
    ending, rest = ENDINGS[found["key"]], found["rest"].strip()
    if ending != "call_back":
        return Ended(code, ending, rest or None, may_ask=bool(found["plus"]) and ending == "resolved")
    window, note = _read_time(rest, language, now, zone)
    return Ended(code, ending, note or None, window)


def code_of(body: str) -> int | None:
    """The code that a text begins with, whatever follows it."""
    found = _CODE.match(body)
    return int(found[1]) if found else None


def _read_time(text: str, language: str, now: datetime, zone: ZoneInfo) -> tuple[Window | None, str]:
    """The time that a text begins with, as long a beginning as can be read, and the words after the pause behind it."""
    ends = [len(text), *(pause.start() for pause in reversed([*_PAUSE.finditer(text)]))]
    for end in ends:
        match read_reply(text[:end], language, now, zone):
            case At(window):
                return window, text[end:].lstrip(" ,;.:!\n\t").rstrip()
    return None, text
