"""What the page of compliance and its paper share: which charts there are, what each says, how lengths are written.

Deliberately knows no request.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from voice_app.ledger.figures import Figures
from voice_app.pages.compliance import wording
from voice_app.pages.compliance.tables import Row
from voice_app.pages.promises.wording import cause

Which = Literal["promises", "contact", "waits", "causes"]
"""What became of the promises; how long it took; how long callers waited; why promises were missed."""
A_MINUTE, AN_HOUR = 60, 3600


def as_hours(seconds: float) -> str:
    """With its units, the same in every language: "12 h 01 min", "12 min 01 s", "9 s". On paper nobody can tell hours
    and minutes from minutes and seconds."""
    whole = int(seconds)
    if whole < A_MINUTE:
        return f"{whole}\u00a0s"
    if whole < AN_HOUR:
        return f"{whole // A_MINUTE}\u00a0min {whole % A_MINUTE:02}\u00a0s"
    return f"{whole // AN_HOUR}\u00a0h {whole // A_MINUTE % A_MINUTE:02}\u00a0min"


def sentences(rows: Sequence[Row], whole: Figures, own_country: str) -> Mapping[Which, str]:
    """What each chart shows."""
    return {
        "promises": wording.says_promises(rows, whole),
        "contact": wording.says_contact(whole, as_hours),
        "waits": wording.says_waits(whole, own_country),
        "causes": wording.says_causes(whole, cause),
    }
