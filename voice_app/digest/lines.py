"""The twelve lines of a day, in one language, always twelve: where there is nothing, that is said.

Deliberately reads nothing; the figures are given.
"""

from datetime import date, datetime, timedelta

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from flows import spoken
from voice_app.digest.figures import Figures
from voice_app.digest.words import sentence
from voice_app.ledger.complaints import Complaint
from voice_app.ledger.yesterdays import Endangered
from voice_app.line import Line


def twelve(line: Line, figures: Figures, language: str) -> tuple[str, ...]:
    """One sentence or two each."""
    it, due = figures, figures.due

    def say(key: str, /, **values: object) -> str:
        return sentence(language, key, **values)

    def number(figure: int) -> str:
        return str(format_decimal(figure, locale=language))

    def share(part: int, of: int) -> str:
        return str(format_percent(part / of if of else 0, locale=language))

    return (
        say("calls", calls=number(it.calls), answered=number(it.answered), share=share(it.answered, it.calls))
        if it.calls
        else say("no_calls"),
        say("waits", half=clock(it.half_waited), longest=clock(it.longest_wait))
        if it.half_waited is not None and it.longest_wait is not None
        else say("no_waits"),
        say("gave_up", count=number(it.gave_up), share=share(it.gave_up, it.calls)),
        say("fullest", hour=it.fullest_hour[0], next=it.fullest_hour[0] + 1, count=number(it.fullest_hour[1]))
        if it.fullest_hour
        else say("no_fullest"),
        say("about", need=label(line, it.about[0], language), count=number(it.about[1]))
        if it.about
        else say("no_about"),
        say("made", count=number(it.made)),
        say("due", due=number(due.due), in_time=number(due.in_time), share=share(due.in_time, due.due))
        if due.due
        else say("no_due"),
        say("broken", broken=number(due.broken), owed=number(due.owed)) if due.broken else say("none_broken"),
        say("ended", unreached=number(due.unreached), withdrawn=number(due.withdrawn)),
        say("called_back", half=spoken.duration(_whole_minutes(it.half_called_back), language))
        if it.half_called_back is not None
        else say("none_called_back"),
        say("settled", settled=number(it.settled), of=number(it.said_of)) if it.said_of else say("none_said"),
        " ".join(
            (
                say("answers", answers=number(it.answers), helped=number(it.helped)),
                say("returning", people=number(it.returning)),
            )
        ),
    )


def endangered_said(line: Line, one: Endangered, language: str) -> str:
    """One promise that is in danger: what about, and by when."""
    local = one.due_by.astimezone(line.timezone)
    time = f"{day_said(local.date(), language)} {local:%H:%M}"
    return sentence(language, "late" if one.is_broken else "by", need=label(line, one.need, language), time=time)


def complaint_said(line: Line, one: Complaint, language: str) -> str:
    """Who says it, as far as it is told: what went wrong, and about what."""
    kind = sentence(language, f"kind_{one.kind}")
    score = f" ({one.score}/5)" if one.score is not None else ""
    return f"{kind}{score}" + (f" · {label(line, one.need, language)}" if one.need is not None else "")


def label(line: Line, need: str | None, language: str) -> str:
    """As the menu calls it: in that language, else in the line's first."""
    if need is None:
        return sentence(language, "anything")
    entry = line.entry_of(need)
    known = entry.label if entry else {}
    return known.get(language) or known.get(line.languages[0]) or need


def day_said(day: date, language: str) -> str:
    """ "Wednesday 25 November": the day before the month in English too, as in the other languages."""
    locale = "en_GB" if language == "en" else language
    written = format_skeleton("MMMMd", datetime(day.year, day.month, day.day), locale=locale)  # noqa: DTZ001 - a day
    return f"{format_date(day, 'EEEE', locale=locale)} {written}"


def clock(length: timedelta | None) -> str:
    """ "0:48", "12:05"."""
    seconds = int((length or timedelta()).total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"


def _whole_minutes(length: timedelta) -> timedelta:
    return max(timedelta(minutes=1), timedelta(minutes=round(length / timedelta(minutes=1))))
