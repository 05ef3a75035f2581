"""A call sent on by the API: to a need, to a person, with a note; and how far it came."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from routing.skills import AgentId
from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.known import KnownAgent, KnownNeed
from voice_app.api.problems import Refusal, not_found, wrong_field
from voice_app.api.values import Form, Nothing
from voice_app.ledger import TransferId, calls, transfers
from voice_app.ledger.ids import TransferMode, TransferState
from voice_app.ledger.transfers import Transfer
from voice_app.readable import readable
from voice_app.runtime import Runtime
from voice_app.shape import Shape
from voice_app.under_way import asking, sending_on
from voice_app.under_way.sending_on import Destination, Hindrance

LONGEST_NOTE = 500
"""Characters: the next agent reads it while the phone rings."""

ShortNote = Annotated[str, Field(max_length=LONGEST_NOTE), AfterValidator(readable)]

DETAILS: Final[Mapping[Hindrance, str]] = {
    "no_talk": "Nobody is on the line with this agent.",
    "nobody_can": "Nobody else who is ready is trained for this need.",
    "closed": "The line is closed: nobody would be rung for the call.",
    "under_way": "The call is on its way to somebody else already.",
    "colleague_not_ready": "This colleague is not ready.",
    "leg_unknown": "Which leg is this agent's was lost with the board: send the call on at once, or not at all.",
    "nobody_free": "Nobody is free to be asked at this moment.",
}


class DestinationWanted(Form):
    """A need, or a person."""

    need: KnownNeed | None = Field(
        default=None, description="A need of the line file; null: anybody, whatever it is about."
    )
    agent: KnownAgent | None = Field(
        default=None, description="A colleague's id; the call is kept for that colleague for two minutes."
    )

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len(self.model_fields_set) != 1 or (self.agent is None and "agent" in self.model_fields_set):
            raise PydanticCustomError("not_one", "Either a need or an agent")
        return self


class TransferWanted(Form):
    """To whom, and what the next agent should know."""

    to: DestinationWanted | None = Field(default=None, description='`{"need": …}` or `{"agent": …}`.')
    need: KnownNeed | None = Field(
        default=None,
        description="Short for `to` with that need; this alone puts a wrong choice right.",
    )
    note: ShortNote | None = Field(default=None, description="For the next agent; the caller never hears it.")
    mode: TransferMode = Field(
        default="cold",
        description="`cold`: the caller goes on at once, and this agent wraps up. `consult`: the caller holds while "
        "this agent talks to the colleague, who must be free; then `complete` or `cancel`.",
    )
    wrong_choice: bool | None = Field(
        default=None,
        description="The caller had chosen the wrong need. Null: so it was if the call goes to another need without a "
        "note within the first minute.",
    )

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.to is None) == (self.need is None):
            raise PydanticCustomError("not_one", "Either `to` or `need`")
        return self

    @property
    def destination(self) -> Destination:
        if self.to is None:
            return Destination(need=self.need)
        return Destination(self.to.need, AgentId(self.to.agent) if self.to.agent is not None else None)


class DestinationShown(Shape):
    """A need or a person; neither: anybody, whatever it is about."""

    need: str | None
    agent: str | None


class TransferShown(Shape):
    """A call that an agent sends on."""

    id: str
    call_sid: str = Field(description="The caller's leg; of a callback the customer's.")
    from_agent: str
    to: DestinationShown
    mode: TransferMode
    note: str | None
    wrong_choice: bool
    need_before: str | None = Field(description="What the call was about until then; null: whatever it is about.")
    state: TransferState = Field(
        description="`asked`: agent and caller still talk; or, of a consult, the caller holds. `arrived`: the caller "
        "has left, and stands in the line at the old place, or is with somebody. `cancelled`: the caller is back with "
        "this agent. `failed`: nothing has changed, or the caller has hung up; `cause` says why."
    )
    cause: str | None = Field(
        description="`gone`: the caller had hung up; `talk_over`; `not_sent`: the carrier did not answer for a minute; "
        "`carrier_` and Twilio's code: it refused."
    )
    taken_by: str | None = Field(description="The agent whom the caller reached by it, so far.")
    colleague: str | None = Field(description="Of a consult: who is asked.")
    joined_at: datetime | None = Field(description="Since when the colleague is in the room with this agent.")
    asked_at: datetime
    arrived_at: datetime | None


def send_on(asked: Asked[TransferWanted]) -> Answer:
    house, form, agent = asked.house, asked.form, AgentId(asked.id)
    if agent not in house.roster:
        raise not_found("agent")
    to = form.destination
    wanted = sending_on.Asked(agent, to, form.note, form.mode, form.wrong_choice)
    ask = asking.ask if form.mode == "consult" else sending_on.ask
    found = ask(house, wanted, asked.now)
    if isinstance(found, Transfer):
        return _shown(house, found), 202
    raise _refusal(house, agent, found)


def show_transfer(asked: Asked[Nothing]) -> Answer:
    return _shown(asked.house, _existing(asked)), 200


def complete_transfer(asked: Asked[Nothing]) -> Answer:
    found = _consult(asked)
    if found.state == "arrived" and found.goes_to == "colleague":
        return _shown(asked.house, found), 200
    if not found.is_under_way or not asking.complete(asked.house, found.id):
        raise Refusal(409, "nobody_joined", "The colleague is not in the room, or the caller goes back already.")
    return _shown(asked.house, _existing(asked)), 202


def cancel_transfer(asked: Asked[Nothing]) -> Answer:
    found = _consult(asked)
    if found.state == "cancelled":
        return _shown(asked.house, found), 200
    if not found.is_under_way or not asking.cancel(asked.house, found.id):
        raise Refusal(409, "too_late", "The caller has gone on, or is on the way.")
    return _shown(asked.house, _existing(asked)), 202


def _consult(asked: Asked[Nothing]) -> Transfer:
    found = _existing(asked)
    if not found.is_consult:
        raise Refusal(409, "not_a_consult", "The caller goes on at once: there is nothing to be decided.")
    return found


def _existing(asked: Asked[Nothing]) -> Transfer:
    with asked.house.ledger.read() as ledger:
        found = transfers.get(ledger, TransferId(asked.id))
    if found is None:
        raise not_found("transfer")
    return found


def _refusal(house: Runtime, agent: AgentId, hindrance: Hindrance) -> Refusal:
    if hindrance == "to_oneself":
        return wrong_field("to.agent", "to_oneself", "This agent has the call already")
    detail = DETAILS[hindrance]
    if hindrance in ("colleague_not_ready", "nobody_can", "nobody_free"):
        detail = f"{detail} {_what_is_possible(house, agent)}"
    return Refusal(409, hindrance, detail)


def _what_is_possible(house: Runtime, agent: AgentId) -> str:
    """Who could take the call instead."""
    options = sending_on.options(house, agent)
    needs, colleagues = ", ".join(options.needs) or "none", ", ".join(options.agents) or "nobody"
    return f"Needs that somebody else who is ready is trained for: {needs}. Ready: {colleagues}."


def _shown(house: Runtime, transfer: Transfer) -> TransferShown:
    return TransferShown(
        id=transfer.id,
        call_sid=transfer.call_sid,
        from_agent=transfer.from_agent,
        to=DestinationShown(need=transfer.to_need, agent=transfer.to_agent),
        mode=transfer.mode,
        note=transfer.note,
        wrong_choice=transfer.wrong_choice,
        need_before=transfer.need_before,
        state=transfer.state,
        cause=transfer.cause,
        taken_by=_taken_by(house, transfer),
        colleague=transfer.colleague,
        joined_at=transfer.joined_at,
        asked_at=transfer.asked_at,
        arrived_at=transfer.arrived_at,
    )


def _taken_by(house: Runtime, transfer: Transfer) -> str | None:
    """Whoever has the call, or had it last; of an earlier transfer, whoever sent it on next."""
    if transfer.state != "arrived":
        return None
    with house.ledger.read() as ledger:
        later = [one for one in transfers.arrived(ledger, transfer.call_sid) if one.asked_at > transfer.asked_at]
        call = calls.get(ledger, transfer.call_sid)
    if later:
        return later[0].from_agent
    return call.answered_by if call else None


ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/agents/{id}/transfer",
        "Send on the call that an agent has.",
        send_on,
        TransferWanted,
        TransferShown,
        {202: "It is written down, and the caller is about to go. Asked again: the same transfer."},
        {
            409: "It cannot be sent on: `no_talk`, `colleague_not_ready`, `nobody_can`, `nobody_free` (the last three "
            "with what is possible instead), `leg_unknown`, `closed`, or `under_way` to somebody else."
        },
        id_means="The id of the agent who talks.",
        more="The caller keeps the place in the line, is asked nothing again, and stays with this agent until the "
        "carrier has moved the caller. The next agent hears who sent the call on and about what, and finds the note "
        "in the conversation's context.",
    ),
    Endpoint(
        "GET",
        "/api/transfers/{id}",
        "How far a call that was sent on has come.",
        show_transfer,
        Nothing,
        TransferShown,
        {200: "The transfer."},
        id_means="The transfer's id.",
    ),
    Endpoint(
        "POST",
        "/api/transfers/{id}/complete",
        "Let the caller go to the colleague who was asked.",
        complete_transfer,
        Nothing,
        TransferShown,
        {200: "The caller is there.", 202: "The caller is about to go; this agent's phone is hung up."},
        {409: "`nobody_joined`, or `not_a_consult`."},
        id_means="The transfer's id.",
        more="Hanging up does the same once the colleague has joined.",
    ),
    Endpoint(
        "POST",
        "/api/transfers/{id}/cancel",
        "Take the caller back.",
        cancel_transfer,
        Nothing,
        TransferShown,
        {200: "The caller is back.", 202: "The colleague is let go, and then the caller comes back."},
        {409: "`too_late`, or `not_a_consult`."},
        id_means="The transfer's id.",
        more="A colleague who does not accept, or hangs up, brings the caller back by that alone.",
    ),
)
