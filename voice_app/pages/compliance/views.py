"""What the page of compliance and its paper share: which charts there are, what each says, how lengths are written.

Deliberately knows no request.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal

from voice_app.ledger.figures import Figures
from voice_app.pages.compliance import wording
from voice_app.pages.compliance.tables import Row
from voice_app.pages.promises.wording import cause
from voice_app.pages.writing import length, minutes

Which = Literal["promises", "contact", "waits", "causes"]
"""What became of the promises; how long it took; how long callers waited; why promises were missed."""
AN_HOUR = 3600


def as_hours(seconds: float) -> str:
    """Hours and minutes, or, of what is shorter than an hour, minutes and seconds."""
    return minutes(timedelta(seconds=seconds)) if seconds >= AN_HOUR else length(seconds)


def sentences(rows: Sequence[Row], whole: Figures, own_country: str) -> Mapping[Which, str]:
    """What each chart shows."""
    return {
        "promises": wording.says_promises(rows, whole),
        "contact": wording.says_contact(whole, lambda seconds: minutes(timedelta(seconds=seconds))),
        "waits": wording.says_waits(whole, own_country),
        "causes": wording.says_causes(whole, cause),
    }
