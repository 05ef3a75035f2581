"""To what a text is an answer, where one phone may be asked several things: an agent's call, whether we helped, a
callback that is owed. One person may be agent and caller.

The text that was sent there last counts first; where the answer cannot be read as one to that, but as one to something
else, it is to that (decision 027). Pure; deliberately reads no text itself.
"""

from collections.abc import Mapping
from typing import Final, Literal

Addressee = Literal["agent", "follow_up", "caller"]

BEGINNINGS: Final[Mapping[str, Addressee]] = {"agent_": "agent", "text_follow_up": "follow_up"}
"""How the phrases begin that ask for an answer other than about a callback."""


def asked_last(phrase: str | None) -> Addressee:
    """What the text of this phrase was about; None: none was sent."""
    return next((asked for begins, asked in BEGINNINGS.items() if (phrase or "").startswith(begins)), "caller")


def addressee(last: Addressee, reads: Mapping[Addressee, bool]) -> Addressee:
    """`reads`: who can be meant, and whether the text can be read so; "caller" is always among them."""
    order = sorted(reads, key=lambda one: one != last)
    return next((one for one in order if reads[one]), order[0])
