"""Whatever the API does not do, as a problem document (RFC 9457): one shape for every error there is.

`type` is always `about:blank`: the title says what the status says, `code` and `detail` say what is wrong here, and
`errors` has every mistake of a request at once. No value that was sent is repeated, but of a line: its mistakes are
told in the words of `check`. A store that is gone is 503 with `Retry-After`; whether a change was made is then not
known, and every change may be asked for again.
"""

from http import HTTPStatus
from typing import Literal, Self

from flask import Response
from pydantic import Field, ValidationError
from werkzeug.exceptions import HTTPException

from voice_app.shape import Shape

MIMETYPE = "application/problem+json"
RETRY_AFTER = "5"
"""Seconds; a board that was wiped is whole again within two."""


IN_OUR_WORDS = {
    404: "There is nothing at this address.",
    405: "This address does not know the method; `Allow` says which it knows.",
    413: "The body is too large.",
    500: "Something broke; it is in the log.",
}


class Mistake(Shape):
    """One thing that is wrong with a request."""

    field: str = Field(description="Where: the name of a parameter or field, `window.from` inside another; blank: all.")
    code: str = Field(description="What kind of mistake, for programs.")
    detail: str = Field(description="What is wrong, for people.")


class Problem(Shape):
    """An error (RFC 9457)."""

    type: Literal["about:blank"] = "about:blank"
    title: str = Field(description="What the status means.")
    status: int
    code: str = Field(description="What is wrong, for programs.")
    detail: str = Field(description="What is wrong, for people.")
    errors: tuple[Mistake, ...] = Field(default=(), description="Every mistake of the request, with 422.")


class Refusal(Exception):
    """Raised wherever the API finds that it cannot do what was asked."""

    def __init__(self, status: int, code: str, detail: str, errors: tuple[Mistake, ...] = ()) -> None:
        super().__init__(code)
        self.problem = Problem(title=HTTPStatus(status).phrase, status=status, code=code, detail=detail, errors=errors)

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """One that tells more than others do."""
        refusal = cls(problem.status, problem.code, problem.detail)
        refusal.problem = problem
        return refusal


def not_found(what: str) -> Refusal:
    return Refusal(404, "not_found", f"There is no such {what}.")


def wrong_field(field: str, code: str, detail: str) -> Refusal:
    """One mistake that only the house could find."""
    return mistaken((Mistake(field=field, code=code, detail=detail),))


def mistaken(mistakes: tuple[Mistake, ...]) -> Refusal:
    return Refusal(422, "mistaken", "The request has mistakes; nothing was done.", mistakes)


def mistakes_of(error: ValidationError) -> Refusal:
    """Everything that a form does not allow, each by its field; 400 for what is no JSON."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    if any(details["type"] == "json_invalid" for details in found):
        return Refusal(400, "no_json", "The body is no JSON in UTF-8.")
    return mistaken(
        tuple(
            Mistake(field=".".join(map(str, details["loc"])), code=details["type"], detail=details["msg"])
            for details in found
        )
    )


def refuse(refusal: Refusal) -> Response:
    response = _written(refusal.problem)
    if refusal.problem.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="gehoor"'
    return response


def answer_http(error: HTTPException) -> Response | HTTPException:
    """What Flask refuses by itself: no such address, method or size; and what broke. Redirects stay as they are."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        return error
    title = HTTPStatus(status).phrase
    detail = IN_OUR_WORDS.get(status, title)
    response = _written(Problem(title=title, status=status, code=_code(title), detail=detail))
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def answer_gone(_: Exception) -> Response:
    """The board or the ledger does not answer; which of them, `/status` says."""
    detail = "A store does not answer. Ask again; what was asked for may have been done, and may be asked for twice."
    title = HTTPStatus.SERVICE_UNAVAILABLE.phrase
    response = _written(Problem(title=title, status=503, code="store_gone", detail=detail))
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def _code(title: str) -> str:
    return title.lower().replace(" ", "_")


def _written(problem: Problem) -> Response:
    body = problem.model_dump_json(exclude=None if problem.errors else {"errors"})
    return Response(body, problem.status, content_type=MIMETYPE)
