"""Promises by the API: made by a web form, listed, read, taken back, approved."""

from datetime import UTC, datetime
from typing import Annotated, Literal, LiteralString

from pydantic import AfterValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from routing.skills import PromiseId
from routing.spans import Span
from voice_app import numbers, promising
from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.known import KnownLanguage, KnownNeed, line_of
from voice_app.api.problems import Refusal, not_found, wrong_field
from voice_app.api.promise_shown import PromiseShown, PromisesShown, show
from voice_app.api.values import Form, Id, Instant, Note, Nothing
from voice_app.ledger import duties, ids, promises
from voice_app.ledger.dossiers import of_promise, of_promises
from voice_app.ledger.pages import BadCursor
from voice_app.ledger.promise import Promise
from voice_app.numbers import Phone
from voice_app.promising import Wish
from voice_app.runtime import Runtime

EARLIEST = datetime.min.replace(tzinfo=UTC)

IMPOSSIBLE: dict[numbers.Reason, LiteralString] = {
    "no_number": "This is no phone number that could be called",
    "emergency": "This is an emergency number",
    "own_number": "This is a number of the line itself",
}


def _read_phone(text: str, info: ValidationInfo) -> str:
    line = line_of(info)
    phone = numbers.parse(text, line.region)
    verdict = numbers.judge(phone, line.policy)
    if phone is None or verdict.decision == "impossible":
        raise PydanticCustomError(verdict.reason, IMPOSSIBLE[verdict.reason])
    return phone


def _after_from(to_at: datetime, info: ValidationInfo) -> datetime:
    if to_at <= info.data.get("from_at", EARLIEST):
        raise PydanticCustomError("not_after_from", "`to` lies not after `from`")
    return to_at


class WindowWished(Form):
    """When the person would like to be called."""

    from_at: Instant = Field(alias="from")
    to_at: Annotated[Instant, AfterValidator(_after_from)] = Field(alias="to")


class PromiseWanted(Form):
    """A web form's "call me back"."""

    phone: Annotated[str, Field(max_length=100), AfterValidator(_read_phone)] = Field(
        description="Of the person; international, or as it is written in the line's own country. It gets no text."
    )
    need: KnownNeed | None = Field(default=None, description="A need of the line file; null: whatever it is about.")
    language: KnownLanguage | None = Field(
        default=None, description="A language of the line; null: what people with such a number probably speak."
    )
    note: Note | None = Field(default=None, description="What it is about, in the person's own words.")
    window: WindowWished | None = Field(
        default=None,
        description="When to call. Of it counts what lies before the deadline; nothing, where nobody could call then.",
    )


class Sought(Form):
    """Which promises are listed."""

    state: ids.PromiseState | None = Field(default=None, description="Only those in this state.")
    due_before: Instant | None = Field(default=None, description="Only those whose `due_by` is earlier.")
    at_risk: Literal["true"] | None = Field(
        default=None, description="`true`: only those that are owed, and of which supervisors know."
    )
    cursor: Annotated[str, Field(max_length=500)] | None = Field(
        default=None, description="The `next_cursor` of the page before."
    )


class Withdrawal(Form):
    """Why it is not wanted any more."""

    reason: Note = Field(description="A code, or the person's own words.")


class Approval(Form):
    """Who decides that the number may be called."""

    by: Id = Field(description="The colleague, by an id of yours: it is kept for good, so it may be no name.")


def make_promise(asked: Asked[PromiseWanted]) -> Answer:
    house, wanted = asked.house, asked.form
    phone = Phone(wanted.phone)
    wish = Wish(
        phone=phone,
        need=wanted.need,
        language=wanted.language or numbers.language_for(phone, house.line.languages),
        source="api",
        note=wanted.note or None,
        window=Span(wanted.window.from_at, wanted.window.to_at) if wanted.window else None,
    )
    promise, is_new = promising.make(house, wish, asked.now)
    return _as_it_is_now(house, promise.id), 201 if is_new else 200


def list_promises(asked: Asked[Sought]) -> Answer:
    sought = asked.form
    with asked.house.ledger.read() as ledger:
        try:
            page = duties.page(
                ledger, sought.state, sought.due_before, sought.cursor, at_risk=sought.at_risk is not None
            )
        except BadCursor:
            raise wrong_field("cursor", "no_cursor", "Send the `next_cursor` of a page, as it was") from None
        dossiers = of_promises(ledger, [promise.id for promise in page.items])
    items = tuple(show(promise, dossiers[promise.id]) for promise in page.items)
    return PromisesShown(items=items, next_cursor=page.next_cursor), 200


def show_promise(asked: Asked[Nothing]) -> Answer:
    return _as_it_is_now(asked.house, PromiseId(asked.id)), 200


def withdraw_promise(asked: Asked[Withdrawal]) -> Answer:
    if promising.withdraw(asked.house, PromiseId(asked.id), asked.form.reason, asked.now) is None:
        raise not_found("promise")
    promise = _as_it_is_now(asked.house, PromiseId(asked.id))
    if promise.state != "withdrawn":
        raise _closed(promise.state)
    return promise, 200


def approve_promise(asked: Asked[Approval]) -> Answer:
    promising.approve(asked.house, PromiseId(asked.id), asked.form.by, asked.now)
    promise = _as_it_is_now(asked.house, PromiseId(asked.id))
    if promise.needs_approval:
        raise _closed(promise.state)
    return promise, 200


def _closed(state: str) -> Refusal:
    return Refusal(409, "closed", f"This promise is {state} already.")


def _as_it_is_now(house: Runtime, promise: PromiseId) -> PromiseShown:
    with house.ledger.read() as ledger:
        found: Promise | None = promises.get(ledger, promise)
        if found is None:
            raise not_found("promise")
        return show(found, of_promise(ledger, promise))


A_PROMISE = "The promise's id."

ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/promises",
        "Ask for a callback.",
        make_promise,
        PromiseWanted,
        PromiseShown,
        {
            201: "The promise, which stands from now on.",
            200: "The promise that is owed to this phone already, with need, note and window added to it.",
        },
        {422: "The request has mistakes, or `phone` is no number that could be called. Nothing was done."},
        more="A number outside the line's policy, or beyond the caps against fraud, is recorded too: `needs_approval` "
        "is true, `approval_because` says why, and it is neither dialled nor texted until a colleague has approved it.",
    ),
    Endpoint(
        "GET",
        "/api/promises",
        "The promises, by deadline.",
        list_promises,
        Sought,
        PromisesShown,
        {200: "A page of at most 100."},
    ),
    Endpoint(
        "GET",
        "/api/promises/{id}",
        "One promise.",
        show_promise,
        Nothing,
        PromiseShown,
        {200: "The promise."},
        id_means=A_PROMISE,
    ),
    Endpoint(
        "POST",
        "/api/promises/{id}/withdraw",
        "Take a promise back.",
        withdraw_promise,
        Withdrawal,
        PromiseShown,
        {200: "The promise, withdrawn now or before."},
        {409: "It was kept or given up already."},
        id_means=A_PROMISE,
        more="The person does not want to be called any more. A conversation under way is not cut.",
    ),
    Endpoint(
        "POST",
        "/api/promises/{id}/approve",
        "Let a number outside policy be called.",
        approve_promise,
        Approval,
        PromiseShown,
        {200: "The promise, approved now, or not in need of it."},
        {409: "It was closed before anybody approved it."},
        id_means=A_PROMISE,
        more="Also lets a promise go on that was held for a colleague to look at, such as a wrong number.",
    ),
)
