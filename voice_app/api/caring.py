"""What a supervisor does with a promise, by the API: call it now, give it to an agent, move it before its deadline.

The acts are those of the pages (`voice_app.caring`), with the same guards and on the same record.
"""

from collections.abc import Mapping
from typing import Final, LiteralString

from pydantic import Field

from routing.skills import AgentId, PromiseId
from routing.spans import Span
from voice_app import caring
from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.problems import Mistake, Refusal, not_found
from voice_app.api.promise_shown import PromiseShown, show
from voice_app.api.promises import A_PROMISE, WindowWished
from voice_app.api.values import Form, Id, Instant
from voice_app.ledger import ActId, promises
from voice_app.ledger.dossiers import of_promise
from voice_app.runtime import Runtime

REFUSED: dict[caring.Refused, tuple[int, LiteralString]] = {
    "closed": (409, "This promise was kept, given up or withdrawn already."),
    "changed": (409, "Something has happened to this promise at this very moment. Read it, and ask again."),
    "being_called": (409, "An agent, or the person, is being rung for it."),
    "unapproved": (409, "Its number has to be approved first."),
    "erased": (409, "Its number is not known any more."),
    "no_such_agent": (422, "Nobody on the roster has this id."),
    "own_phone": (422, "This is the agent's own phone."),
    "too_late_to_give": (409, "Less than an hour is left: whoever is free calls."),
    "does_not_fit": (422, "Nobody can call in that time before its deadline, which never moves."),
}

FIELDS: Final[Mapping[str, str]] = {"no_such_agent": "agent", "own_phone": "agent", "does_not_fit": "window"}
"""Which field of the request was wrong."""


class ByWhom(Form):
    """Who decides it."""

    by: Id = Field(description="The colleague, by an id of yours: it is kept for good, so it may be no name.")


class Given(ByWhom):
    """To whom it is given."""

    agent: Id = Field(description="An agent of the roster, by id.")
    until: Instant | None = Field(
        default=None,
        description="Until when nobody else calls; an hour before its end at the latest. Null: as long as is safe.",
    )


class Moved(ByWhom):
    """When to call instead."""

    window: WindowWished = Field(description="Of it counts what lies before the deadline and in the hours.")


def call_now(asked: Asked[ByWhom]) -> Answer:
    return _act(asked.house, asked, caring.Wanted("call_now"))


def give_promise(asked: Asked[Given]) -> Answer:
    return _act(asked.house, asked, caring.Wanted("give", agent=AgentId(asked.form.agent), until_at=asked.form.until))


def move_promise(asked: Asked[Moved]) -> Answer:
    window = asked.form.window
    return _act(asked.house, asked, caring.Wanted("move", window=Span(window.from_at, window.to_at)))


def _act(
    house: Runtime, asked: Asked[ByWhom] | Asked[Given] | Asked[Moved], wanted: caring.Wanted
) -> tuple[PromiseShown, int]:
    promise = PromiseId(asked.id)
    order = caring.Order(ActId(house.new_id()), wanted, asked.form.by, asked.now)
    came_of_it = caring.act(house, order, [promise])
    if promise in came_of_it.refused:
        raise _refusal(came_of_it.refused[promise])
    with house.ledger.read() as ledger:
        found = promises.get(ledger, promise)
        if found is None:
            raise not_found("promise")
        return show(found, of_promise(ledger, promise)), 200


def _refusal(code: str) -> Refusal:
    status, detail = next((told for known, told in REFUSED.items() if known == code), (409, "It was left as it was."))
    mistakes = (Mistake(field=FIELDS[code], code=code, detail=detail),) if code in FIELDS else ()
    return Refusal(status, code, detail, mistakes)


CONFLICTS = {409: "It is left as it was; `code` says why."}

ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/promises/{id}/call_now",
        "Have a promise kept at once.",
        call_now,
        ByWhom,
        PromiseShown,
        {200: "The promise, which goes before every live caller from now on."},
        CONFLICTS,
        id_means=A_PROMISE,
        more="By whoever is free first, at the next hour at which this phone may be called.",
    ),
    Endpoint(
        "POST",
        "/api/promises/{id}/give",
        "Give a promise to an agent.",
        give_promise,
        Given,
        PromiseShown,
        {200: "The promise, which nobody else calls until `preferred_until`."},
        CONFLICTS | {422: "There is no such agent, or it is the agent's own phone."},
        id_means=A_PROMISE,
    ),
    Endpoint(
        "POST",
        "/api/promises/{id}/move",
        "Keep a promise at another time before its deadline.",
        move_promise,
        Moved,
        PromiseShown,
        {200: "The promise, with as much of the window as can be honoured; its deadline is where it was."},
        CONFLICTS | {422: "Nobody can call in that time before its deadline."},
        id_means=A_PROMISE,
        more="The person is told by text after ten minutes, if the window begins well after that.",
    ),
)
