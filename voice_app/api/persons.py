"""One person, by number, by the API: all that there is, and gone. The number is in the body, never in an address."""

from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from voice_app.api.endpoint import JSON, Answer, Asked, Endpoint, Sound
from voice_app.api.known import line_of
from voice_app.api.values import Form
from voice_app.numbers import Phone
from voice_app.privacy import erasing, export, person
from voice_app.shape import Shape

BY: Final = "api"
REFUSALS: Final[dict[str, str]] = {
    "no_number": "This is no phone number",
    "shared": "Many people share this number, by the line file: what one of them said cannot be told apart",
    "own_number": "This is a number of the line itself",
}


def _read(text: str, info: ValidationInfo) -> str:
    found = person.read(line_of(info), text)
    if found in REFUSALS:
        raise PydanticCustomError(found, REFUSALS[found])
    return found


class Somebody(Form):
    """One person."""

    phone: Annotated[str, Field(max_length=100), AfterValidator(_read)] = Field(
        description="Of the person; international, or as it is written in the line's own country."
    )


class PersonShown(Shape):
    """All that there is of one person, by kind: the rows of each table, and what was said to the person."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, list[dict[str, Any]]]

    schema_: str = Field(alias="schema", description="`gehoor-person-1`.")
    phone: str
    made_at: datetime


class ErasureShown(Shape):
    """An erasure: what went, and what it still waits for."""

    id: str
    asked_at: datetime
    done_at: datetime | None = Field(description="Null: something stands in the way; the rest goes when that is over.")
    waits_for: tuple[str, ...] = Field(description="What stands in the way, as kind and id.")
    counts: dict[str, int] = Field(description="Rows that were emptied, by kind.")
    recordings: tuple[str, ...] = Field(description="Recordings that are to be gone at the carrier, by id.")


def export_person(asked: Asked[Somebody]) -> Answer:
    return Sound(export.as_file(asked.house, Phone(asked.form.phone), asked.now), JSON), 200


def erase_person(asked: Asked[Somebody]) -> Answer:
    done = erasing.erase(asked.house, Phone(asked.form.phone), BY, asked.now)
    shown = ErasureShown(
        id=done.id,
        asked_at=done.asked_at,
        done_at=done.done_at,
        waits_for=tuple(done.waits_for),
        counts=dict(done.counts),
        recordings=tuple(done.recordings),
    )
    return shown, 200 if done.done_at else 202


ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/persons/export",
        "Hand out all that there is of one person.",
        export_person,
        Somebody,
        PersonShown,
        {200: "The file; of a number that nobody knows, one with empty lists."},
        more="What a row says of somebody else is left out. GET /api/recordings/{id} plays a recording.",
    ),
    Endpoint(
        "POST",
        "/api/persons/erase",
        "Erase one person.",
        erase_person,
        Somebody,
        ErasureShown,
        {
            200: "It is done.",
            202: "Something stands in the way; what nobody needs is gone, the rest follows by itself.",
        },
        more="Rows stay and go on counting. That it happened is kept, the person by a pseudonym. Who said stop "
        "is still not asked. Recordings are gone when the carrier's own list says so.",
    ),
)
