"""Within what time a caller is to be answered: what is usual, and what the law or a charter of a country asks for.

Deliberately measures nothing: `routing.forecast` says what a service level is.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

USUAL: Final = timedelta(seconds=20)
"""What most lines of the field count by."""

OF_COUNTRIES: Final[Mapping[str, timedelta]] = {
    "BE": timedelta(seconds=150),
    "ES": timedelta(seconds=180),
    "HU": timedelta(minutes=5),
    "IT": timedelta(seconds=150),
    "NL": timedelta(seconds=15),
    "PT": timedelta(seconds=60),
}
"""By ISO 3166 code: the Belgian charter of 2011, Spain's law 10/2025, Hungary's for utilities, Italy's AGCOM (a mean),
the voluntary Dutch NEN 8878, Portugal's DL 134/2009."""


def answer_within(region: str) -> tuple[timedelta, ...]:
    """The lengths by which a line in this country counts, the usual one first."""
    own = OF_COUNTRIES.get(region, USUAL)
    return (USUAL,) if own == USUAL else (USUAL, own)
