"""How much may be said of a customer, whoever says it: what a person reads in the seconds of a ring."""

from typing import Final

MADE_UP: Final = "row-"
"""How ids begin that the firm does not know: its file had none."""

LONGEST_ID: Final = 64
LONGEST_NAME: Final = 80
MOST_DETAILS: Final = 8
LONGEST_LABEL: Final = 40
LONGEST_DETAIL: Final = 200
MOST_WITH_ONE_PHONE: Final = 5
"""Customers of one phone that are shown; behind more of them are so many people that the names help nobody."""
