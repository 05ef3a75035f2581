"""What each chart of the page of compliance shows, in a sentence, for whoever does not see it or is in haste.

Deliberately draws nothing.
"""

from collections.abc import Callable, Sequence

from voice_app.ledger.figures import WITHIN, Figures
from voice_app.pages.compliance.tables import Row, beside_norms
from voice_app.pages.words import N_, say
from voice_app.pages.writing import percent


def says_promises(rows: Sequence[Row], whole: Figures) -> str:
    if not whole["made"]:
        return say(N_("Nothing was promised in this time."))
    told = say(
        N_("Of %(made)s promises %(kept)s were kept in time and %(missed)s were missed."),
        made=whole["made"],
        kept=whole["kept_in_time"],
        missed=whole["broken"],
    )
    worst = max(rows, key=lambda row: row.figures["broken"])
    if len(rows) > 1 and worst.figures["broken"]:
        told += " " + say(
            N_("Most were missed here: %(group)s, with %(missed)s."), group=worst.name, missed=worst.figures["broken"]
        )
    return told


def says_contact(whole: Figures, length: Callable[[float], str]) -> str:
    half, most = whole.median_seconds_to_contact, whole.p90_seconds_to_contact
    if half is None or most is None:
        return say(N_("Nobody was spoken with in this time."))
    return say(
        N_("Half of those who were promised a callback were spoken with within %(half)s, nine of ten within %(most)s."),
        half=length(half),
        most=length(most),
    )


def says_waits(figures: Figures, own_country: str) -> str:
    if not figures["offered"]:
        return say(N_("Nobody waited in this time, as far as we know."))
    first = next(iter(beside_norms(figures, own_country)))
    told = say(
        N_(
            "Of %(offered)s callers who asked for somebody while the line was open, %(share)s were answered within "
            "%(seconds)s seconds."
        ),
        offered=figures["offered"],
        share=percent(first.share or 0),
        seconds=first.norm.seconds,
    )
    half = next((seconds for seconds in WITHIN if (figures.answered_within(seconds) or 0) >= 0.5), None)  # noqa: PLR2004 - a half
    if half is not None:
        told += " " + say(N_("Half were answered within %(seconds)s seconds."), seconds=half)
    return told


def says_causes(figures: Figures, name_of: Callable[[str], str]) -> str:
    if not figures["broken"]:
        return say(N_("No promise was missed in this time."))
    (cause, number), *_ = figures.causes.most_common()
    return say(
        N_("%(missed)s promises were missed; the most frequent cause, %(number)s times: %(cause)s."),
        missed=figures["broken"],
        number=number,
        cause=name_of(cause),
    )
