"""The kinds of values that TwiML attributes take, and how each refuses a wrong one.

Which attribute takes which kind is said in `grammar`.
"""

from collections.abc import Callable

# A kind says what is wrong with a value, or "" when nothing is.
Kind = Callable[[str], str]

SIP_HEADER_KINDS = ("X-", "User-to-User", "Remote-Party-ID", "P-Preferred-Identity", "P-Called-Party-ID")


def names(words: str) -> frozenset[str]:
    return frozenset(words.split())


def anything(value: str) -> str:
    return ""


def something(value: str) -> str:
    return "" if value.strip() else "must not be empty"


def flag(value: str) -> str:
    return "" if value in {"true", "false"} else "must be true or false"


def method(value: str) -> str:
    return "" if value in {"GET", "POST"} else "must be GET or POST"


def keys(value: str) -> str:
    """finishOnKey: any of 0-9 # *, or nothing at all."""
    return "" if set(value) <= set("0123456789#*") else "must be keys of a phone"


def tones(value: str) -> str:
    """digits, sendDigits: keys, w for half a second, W for a second."""
    return "" if value and set(value) <= set("0123456789#*wWABCD") else "must be keys, w and W"


def whole(low: int, high: int | None = None) -> Kind:
    def check(value: str) -> str:
        bounds = f"must be a whole number from {low}" + ("" if high is None else f" to {high}")
        if not (value.isascii() and value.isdigit()):
            return bounds
        return "" if int(value) >= low and (high is None or int(value) <= high) else bounds

    return check


def whole_or_auto(low: int) -> Kind:
    number = whole(low)
    return lambda value: "" if value == "auto" else number(value)


def one_of(words: str) -> Kind:
    allowed = words.split()
    return lambda value: "" if value in allowed else f"must be one of {words}"


def several_of(words: str) -> Kind:
    allowed = set(words.split())

    def check(value: str) -> str:
        given = value.split()
        return "" if given and set(given) <= allowed else f"must be some of {words}, with spaces between"

    return check


def hints(value: str) -> str:
    phrases = value.split(",")
    if len(phrases) > 500 or any(len(phrase.strip()) > 100 for phrase in phrases):  # noqa: PLR2004 - documented
        return "must be at most 500 phrases of 100 characters"
    return ""
