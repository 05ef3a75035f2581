"""Special days and the emergency close that say too little, or are over; words that nobody hears.

Pure findings in a valid line. The holes that they make are `check`'s, with all others.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from routing.days import day_at
from voice_app.finding import Finding, warning
from voice_app.line import Line
from voice_app.line.closing import write_moment

TAKE_IT_OUT = "Take it out: the history of the line keeps it"


def of_closed_days(line: Line, now: datetime) -> Iterator[Finding]:
    today = day_at(now, line.timezone)
    for count, one in enumerate(line.special_days, start=1):
        if one.day < today:
            yield warning(f"special_day[{count}]", f"{one.day.isoformat()} is over", TAKE_IT_OUT)
        elif one.reason:
            yield from _unspoken(line, f"special_day[{count}].reason", one.reason)
    for key, words in line.prompts.by_key.items():
        yield from _unheard(line, f"prompts.{key}", words)
    if line.closure is None:
        return
    if line.closure.until.at(line.timezone) <= now:
        yield warning("closure", f"it is over since {write_moment(line.closure.until)}", TAKE_IT_OUT)
    elif not line.closure.reason:
        what = "callers hear that you are closed, and not why"
        yield warning("closure.reason", what, "Say it in a sentence, in every language of the line")
    else:
        yield from _unspoken(line, "closure.reason", line.closure.reason)


def _unspoken(line: Line, where: str, reason: Mapping[str, str]) -> Iterator[Finding]:
    for language in line.languages:
        if language not in reason:
            what = f"it is missing in {language}, in which callers hear the plain sentence"
            yield warning(f"{where}.{language}", what, f"The line speaks {language}: say it in it too")
    yield from _unheard(line, where, reason)


def _unheard(line: Line, where: str, words: Mapping[str, str]) -> Iterator[Finding]:
    for language in words:
        if language not in line.languages:
            yield warning(f"{where}.{language}", f"the line does not speak {language}", "Nobody hears it; leave it out")
