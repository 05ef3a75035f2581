"""Who calls in a past that is made up: phones from ranges that belong to nobody, as far as a country reserves any.

France and Germany reserve numbers for fiction. The Netherlands reserve none; those here begin as the numbers of all
our examples do. A line of another country is called from France.
"""

from random import Random
from typing import Final

FICTION: Final = {
    "FR": (*(f"+33{area}%04d" for area in ("19900", "26191", "35301", "46571", "53649")),),
    "DE": ("+493023125%03d", "+498999998%03d", "+494066969%03d", "+496990009%03d"),
    "NL": (*(f"+31610{block}%04d" for block in range(10, 60)),),
}
"""By country, how its numbers read; the digits that are left open count up."""
ABROAD: Final = "+447700900%03d"
"""Reserved for drama in the United Kingdom, and outside of what most lines may call: a colleague decides."""
OF_HOME: Final = 0.9
EACH_CALLS: Final = 1.1
"""How often somebody calls in all that time, on average. Some call much more often than others."""
FEWEST: Final = 40


class People:
    """The phones from which a line is called."""

    def __init__(self, region: str, calls: int) -> None:
        self._home = FICTION.get(region, FICTION["FR"])
        self._away = FICTION["FR"] if region != "FR" else FICTION["DE"]
        self._many = max(FEWEST, round(calls / EACH_CALLS))

    def somebody(self, chance: Random) -> str:
        """A phone; the same ones come back."""
        who = int(chance.random() ** 1.2 * self._many)
        ranges = self._home if who % 100 < OF_HOME * 100 else self._away
        return _number(ranges, who * 7919)

    def newcomer(self) -> str:
        """Somebody who never called, and is none of those who do."""
        self._many += 1
        return _number(self._home, (self._many - 1) * 7919)


def somebody_abroad(chance: Random) -> str:
    """A phone that is called only once a colleague has agreed."""
    return ABROAD % chance.randrange(1000)


def _number(ranges: tuple[str, ...], who: int) -> str:
    digits = int(ranges[0].rpartition("%0")[2].rstrip("d"))
    block, rest = divmod(who % (len(ranges) * 10**digits), 10**digits)
    return str(ranges[block] % rest)
