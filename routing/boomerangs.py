"""Who comes back again and again: three contacts in seven days mean that the first did not settle it.

Takes instants and says so. Deliberately knows no phone and no store: what a contact is, whoever counts says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

CONTACTS: Final = 3
WITHIN: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Run:
    """Contacts that hang together: from the first one to the last, each run of three within seven days. `became_at`:
    when the third came; from then on it is a boomerang."""

    count: int
    first_at: datetime
    became_at: datetime
    last_at: datetime


def comes_back(lately: int) -> bool:
    """Is who has been in touch so often in the seven days before this a boomerang?"""
    return lately >= CONTACTS


def last_run(contacts: Sequence[datetime]) -> Run | None:
    """The last time that somebody with these contacts, oldest first, came back again and again; None: never.

    Runs that overlap are one: four contacts on four days are one boomerang of four.
    """
    found: tuple[int, int, int] | None = None
    for third in range(CONTACTS - 1, len(contacts)):
        first = third - CONTACTS + 1
        if contacts[third] - contacts[first] > WITHIN:
            continue
        goes_on = found is not None and first <= found[2]
        found = (*found[:2], third) if found is not None and goes_on else (first, third, third)
    if found is None:
        return None
    first, became, last = found
    return Run(last - first + 1, contacts[first], contacts[became], contacts[last])
