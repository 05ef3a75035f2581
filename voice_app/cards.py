"""The numbers of payment cards, which nobody is to keep: found in what somebody keyed, said or wrote, and left out.

Pure. By the check digit that all cards have (Luhn, ISO/IEC 7812-1), 13 to 19 digits long; so one in ten numbers of that
length is taken for a card that is none, and that is the right way round. A phone number and an IBAN are told apart.
Deliberately claims nothing of PCI DSS: what is spoken on a phone is spoken.
"""

import re
from typing import Final

from voice_app import numbers

LEFT_OUT: Final = "****"
SHORTEST, LONGEST = 13, 19

_RUN = re.compile(r"(?<!\d)\+?\d(?:[ \u00a0\u202f.\-/]{0,2}\d){12,40}(?!\d)")
"""Digits in groups, as people write them; longer than a card, because something may stand right beside it."""
_GROUP = re.compile(r"\d+")
_IBAN = re.compile(r"\b([A-Za-z]{2}\d{2}(?:[ ]?[A-Za-z0-9]{1,4}){3,8})\b")
_ISSUERS: Final = "23456"
"""First digits of the cards that people pay with. Asked only of a part of a longer run."""


def without_cards(text: str) -> str:
    """The text with `****` where a card's number stood."""
    kept = [match.span(1) for match in _IBAN.finditer(text) if _is_iban(match[1])]

    def left_out(run: re.Match[str]) -> str:
        if any(start <= run.start() and run.end() <= end for start, end in kept):
            return run[0]
        return _masked(run[0])

    return _RUN.sub(left_out, text)


def is_card(digits: str) -> bool:
    """Could this be the whole number of a card?"""
    return SHORTEST <= len(digits) <= LONGEST and digits.isdecimal() and digits[0] != "0" and _luhn(digits)


def _masked(run: str) -> str:
    """The run itself, or as many of its groups as make a card, the longest first."""
    if _is_phone(run):
        return run
    groups = [(match.start(), match.end()) for match in _GROUP.finditer(run)]
    if is_card("".join(_GROUP.findall(run))) and not run.startswith("+"):
        return LEFT_OUT
    parts = [(first[0], last[1]) for i, first in enumerate(groups) for last in groups[i:]]
    for start, end in sorted(parts, key=lambda part: part[0] - part[1]):
        digits = "".join(_GROUP.findall(run[start:end]))
        if is_card(digits) and digits[0] in _ISSUERS:
            after = run[end:]
            is_its_code = len(_GROUP.findall(after)) == 1 and len(re.sub(r"\D", "", after)) in (3, 4)
            return without_cards(run[:start]) + LEFT_OUT + ("" if is_its_code else without_cards(after))
    return run


def _is_phone(run: str) -> bool:
    """Written with its country: no card begins so."""
    digits = re.sub(r"\D", "", run)
    if run.startswith("00"):
        digits = digits[2:]
    elif not run.startswith("+"):
        return False
    return len(digits) <= 15 and numbers.parse(f"+{digits}", "") is not None  # noqa: PLR2004 - the longest of E.164


def _is_iban(text: str) -> bool:
    """ISO 13616: moved round and read in base 36, it leaves 1."""
    plain = text.replace(" ", "").upper()
    return 15 <= len(plain) <= 34 and int("".join(str(int(one, 36)) for one in plain[4:] + plain[:4])) % 97 == 1  # noqa: PLR2004 - of the standard


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004 - two figures, added
