"""An endpoint as a value: where it is, what it reads, what it does, what it gives; and how a request becomes its form.

Deliberately knows neither a store nor a use case.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Literal, TypeVar

from flask import Request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from voice_app.api.problems import Refusal, mistakes_of
from voice_app.api.values import Form, Nothing
from voice_app.line import Line
from voice_app.runtime import Runtime

F = TypeVar("F", bound=Form)

LARGEST_BODY = 64 * 1024
"""Bytes; the longest note there may be takes 48,000 where every character of it is written as two \\u escapes."""

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Sound:
    """What is to be heard, passed on as it comes."""

    chunks: Iterator[bytes]
    mimetype: str


Answer = tuple[BaseModel | Sound, int]
"""What is shown, and the HTTP status."""


@dataclass(frozen=True, slots=True)
class Asked(Generic[F]):
    """A request that was understood. `id` is the one in the path, blank where the path has none; `now` is its only
    instant."""

    house: Runtime
    id: str
    form: F
    now: datetime


@dataclass(frozen=True, slots=True)
class Endpoint(Generic[F]):
    """One thing that can be asked for.

    `path` may have an `{id}`, which `id_means` explains. `form` is the query of a GET and the JSON body of everything
    else. `media`: the type of the answer that `shape` describes. `gives`: what each good status means, `refuses`: what
    each bad one of its own means; those that every endpoint has are not repeated. `does` and the rest are the words of
    the OpenAPI document.
    """

    method: Literal["GET", "PUT", "POST"]
    path: str
    does: str
    view: Callable[[Asked[F]], Answer]
    form: type[F]
    shape: type[BaseModel]
    gives: Mapping[int, str]
    refuses: Mapping[int, str] = field(default_factory=dict)
    id_means: str = ""
    more: str = ""
    media: str = JSON

    @property
    def has_body(self) -> bool:
        return self.method != "GET" and self.form is not Nothing

    def read(self, request: Request, line: Line) -> F:
        """The form that this request fills in, for this line. Raises Refusal with all that is wrong with it."""
        try:
            if not self.has_body:
                return self.form.model_validate(self._query(request), context=line)
            if request.mimetype != JSON:
                raise Refusal(415, "no_json", "Send the body as application/json.")
            return self.form.model_validate_json(_body(request), context=line)
        except ValidationError as error:
            raise mistakes_of(error) from None

    def _query(self, request: Request) -> dict[str, str | list[str]]:
        """A blank parameter is an absent one, if it is one at all; one that is given twice is no text, and so a mistake
        of its own."""
        known = {about.alias or name for name, about in self.form.model_fields.items()}
        given = {name: [value for value in values if value] for name, values in request.args.lists()}
        said = {name: values for name, values in given.items() if values or name not in known}
        return {name: values[0] if len(values) == 1 else values for name, values in said.items()}


def _body(request: Request) -> bytes:
    body = request.get_data()
    if len(body) > LARGEST_BODY:
        raise RequestEntityTooLarge
    return body
