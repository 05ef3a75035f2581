"""What the fields of the API are made of, and the base of everything that comes in.

Deliberately knows no endpoint.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from voice_app.readable import readable

LONGEST_NOTE = 4000
"""Characters."""

YEARS = range(1970, 2200)
"""Far from the ends of what a datetime can hold, so that nothing that is counted from an instant falls off."""

_AFTER_THE_YEAR = r"-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-5][0-9](\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
_RFC_3339 = re.compile(f"[0-9]{{4}}{_AFTER_THE_YEAR}")
_ASKED_WITH = {
    "type": "string",
    "format": "date-time",
    "pattern": f"^(19[7-9][0-9]|2[01][0-9]{{2}}){_AFTER_THE_YEAR}$",
}
"""As the document describes it: those years, and no finer than a microsecond."""

_HAS_A_LETTER = r"^[A-Za-z0-9_.:\-]*[A-Za-z][A-Za-z0-9_.:\-]*$"


class Form(BaseModel):
    """What a request says. Types are not guessed at, and a field that is not known is a mistake."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Nothing(Form):
    """A request that says nothing but its address."""


def _read_instant(value: Any) -> datetime:
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        raise _no_instant()
    try:
        at = datetime.fromisoformat(value.upper())
    except ValueError:
        raise _no_instant() from None
    if at.year not in YEARS:
        raise _no_instant()
    return at.astimezone(UTC)


def _no_instant() -> PydanticCustomError:
    return PydanticCustomError(
        "no_instant", "Write an instant by RFC 3339, like 2026-03-02T11:00:00Z, from 1970 to 2199"
    )


def _has_a_letter(code: str) -> str:
    if not re.search("[A-Za-z]", code):
        raise PydanticCustomError("no_letter", "An id has a letter in it: digits alone could be a phone")
    return code


def _as_json_counts(number: Any) -> Any:
    """To JSON, 7.0 is the same number as 7, and many a language writes it so."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Instant = Annotated[datetime, BeforeValidator(_read_instant), WithJsonSchema(_ASKED_WITH, mode="validation")]
"""An instant that is asked with: RFC 3339, at any offset. Answers have plain datetimes, which are in UTC."""

Note = Annotated[str, Field(max_length=LONGEST_NOTE), AfterValidator(readable)]
"""A person's own words."""

Id = Annotated[
    str,
    Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:\-]+$", json_schema_extra={"pattern": _HAS_A_LETTER}),
    AfterValidator(_has_a_letter),
]
"""Who somebody is, as an opaque id: it is kept for good, so it may be neither a name nor a phone."""

Whole = Annotated[int, BeforeValidator(_as_json_counts)]
"""A whole number."""
