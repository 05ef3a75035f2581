"""What the firm's own program may answer when it is asked whose phone it is, and nothing else.

    200  {"id": "K1023", "name": "Anna de Vries", "details": {"Contract": "Gold"}, "language": "nl"}
    200  [{…}, {…}]    several customers have this phone
    200  null, [], 204, 404    nobody has

It is a stranger to us: whatever has not this shape, or is longer than a person reads, is no answer at all. Deliberately
mends nothing, so that a mistake in it is found.
"""

import json
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from voice_app.customers.columns import language_of
from voice_app.customers.limits import LONGEST_DETAIL, LONGEST_ID, LONGEST_LABEL, LONGEST_NAME, MOST_DETAILS
from voice_app.ledger.customers import Customer
from voice_app.readable import one_line

LARGEST: Final = 16 * 1024
"""Bytes."""
MOST: Final = 20
NOBODY: Final = frozenset({204, 404})
GOOD: Final = 200


class NoAnswer(Exception):
    """Nothing came that could be read; `cause` is a code."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


def _not_blank(text: str) -> str:
    if not text:
        raise ValueError("blank")
    return text


Written = Annotated[str, AfterValidator(one_line), AfterValidator(_not_blank)]


class CustomerSaid(BaseModel):
    """A customer as the program says. What it says beside this is passed over."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", hide_input_in_errors=True)

    id: Annotated[Written, Field(max_length=LONGEST_ID)]
    name: Annotated[Written, Field(max_length=LONGEST_NAME)]
    details: Annotated[
        dict[
            Annotated[Written, Field(max_length=LONGEST_LABEL)],
            Annotated[str, AfterValidator(one_line), Field(max_length=LONGEST_DETAIL)],
        ],
        Field(max_length=MOST_DETAILS),
    ] = Field(default_factory=dict)
    language: Annotated[str, Field(max_length=LONGEST_LABEL)] | None = None

    @property
    def customer(self) -> Customer:
        said = {label: said for label, said in self.details.items() if said}
        return Customer(self.id, self.name, said, language_of(self.language) if self.language else None)


_ANSWER: Final = TypeAdapter[CustomerSaid | list[CustomerSaid] | None](
    CustomerSaid | Annotated[list[CustomerSaid], Field(max_length=MOST)] | None
)


def read_answer(status: int, body: bytes) -> tuple[Customer, ...]:
    """Whose phone it is. Raises NoAnswer."""
    if status in NOBODY:
        return ()
    if status != GOOD:
        raise NoAnswer(f"http_{status}")
    if len(body) > LARGEST:
        raise NoAnswer("too_large")
    try:
        said = _ANSWER.validate_python(json.loads(body))
    except ValidationError:
        raise NoAnswer("another_shape") from None
    except (ValueError, RecursionError):
        raise NoAnswer("no_json") from None
    if said is None:
        return ()
    customers = [one.customer for one in (said if isinstance(said, list) else [said])]
    return tuple({one.id: one for one in customers}.values())
