"""The old place in the line of a caller who hung up while waiting and soon rings again.

Deliberately knows no phone: whoever asks brings the calls of one caller.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from routing.skills import NeedName


@dataclass(frozen=True, slots=True)
class EarlierCall:
    """A call before this one, by the same caller, that came to wait. `abandoned`: and nothing came of it."""

    arrived_at: datetime
    ended_at: datetime | None
    need: NeedName | None
    abandoned: bool


def old_place(
    earlier: Iterable[EarlierCall], need: NeedName | None, arrived_at: datetime, within: timedelta
) -> datetime | None:
    """Since when the caller counts as waiting, if not since now: the arrival of the call that was given up, which may
    itself have had an older place. `earlier`: newest first. A place is taken once: a call that still lives has it."""
    place: datetime | None = None
    for call in earlier:
        is_the_same_matter = need is None or call.need == need
        if not call.abandoned or not is_the_same_matter or call.ended_at is None:
            break
        if arrived_at - call.ended_at > within:
            break
        place = arrived_at = call.arrived_at
        need = call.need
    return place
