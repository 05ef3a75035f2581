"""Agents by the API: who there is, what each is doing and with whom; presence declared, wrap-up ended."""

from collections.abc import Mapping
from typing import Annotated, Final, Self

from pydantic import Field, RootModel, model_validator
from pydantic_core import PydanticCustomError

from routing.agents import Activity, Presence
from routing.records import AgentOnBoard
from routing.skills import AgentId, ReservationId
from routing.spans import Span
from voice_app import desk, presence
from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.known import KnownNeed, KnownReason
from voice_app.api.problems import Refusal, not_found
from voice_app.api.promise_shown import PromiseShown, show
from voice_app.api.promises import WindowWished
from voice_app.api.values import Form, Id, Note, Nothing
from voice_app.context import Context, context_of
from voice_app.ledger import LedgerGone, agents, ids, promises
from voice_app.ledger.agents import Agent
from voice_app.ledger.dossiers import of_promise
from voice_app.runtime import Runtime
from voice_app.shape import Shape


class AgentShown(Shape):
    """An agent of the roster."""

    id: str
    name: str
    presence: Presence = Field(description="What the agent declared.")
    activity: Activity = Field(
        description="What we have the agent doing. `reserved`: held for a call or a callback, the agent's phone rings."
    )
    skills: dict[str, Annotated[int, Field(ge=1, le=3)]] = Field(
        description="By need, how well the agent takes it: 3 best, 2 good, 1 can do."
    )
    languages: tuple[str, ...] = Field(description="What the agent speaks, the best first.")
    reason: str | None = Field(
        default=None,
        description="Why the agent is on break, a code of the line file, where the agent said so. For the agent and "
        "supervisors; show it to nobody else.",
    )


class AgentsShown(RootModel[tuple[AgentShown, ...]]):
    """The roster, by id."""


class AgentWrapped(AgentShown):
    """The agent, after a wrap-up."""

    promise: PromiseShown | None = Field(description="What was promised with it.")


class AgentAtWork(AgentShown):
    """An agent, with the conversation that the agent has, is rung for, or wraps up."""

    call: Context | None = Field(description="Null where there is none.")


class PresenceDeclared(Form):
    """What the agent is from now on."""

    presence: ids.Presence = Field(
        description="`ready`: may be rung; also ends a rest after a ring that was not accepted. `on_break` and "
        "`signed_out`: rung no more; a conversation under way is finished first."
    )
    reason: KnownReason | None = Field(
        default=None, description="Why the agent takes a break: a code of the line file. Only with `on_break`."
    )

    @model_validator(mode="after")
    def _is_of_a_break(self) -> Self:
        if self.reason is not None and self.presence != "on_break":
            raise PydanticCustomError("no_break", "A reason is given for a break only")
        return self


class CallBackWanted(Form):
    """The agent's own promise to this person."""

    window: WindowWished | None = Field(
        default=None,
        description="When to call, as agreed with the person; beyond the usual deadline the promise is due by then. "
        "Null: within the usual time.",
    )
    by_me: bool = Field(default=True, description="By this agent, unless that would be too late.")
    note: Note | None = Field(default=None, description="What it is about; null: the note of the wrap-up.")


class WrapUp(Form):
    """How the conversation went."""

    disposition: ids.Disposition = Field(
        description="For a callback whose outcome nobody has told yet, it is the outcome: `resolved`, `follow_up` and "
        "`transferred` keep the promise (the person was spoken with); `not_reached` has it tried again; `wrong_number` "
        "has a colleague look at it first."
    )
    note: Note | None = Field(default=None, description="For whoever has the next conversation with this person.")
    is_resolved: bool | None = Field(
        default=None, description="Whether it was resolved at once, in this conversation; null: not said."
    )
    turned_out: KnownNeed | None = Field(
        default=None, description="The need that it was about after all, where another was chosen; null: not said."
    )
    call_back: CallBackWanted | None = Field(
        default=None,
        description="Promises this person a callback, which is written together with the rest or not at all. A number "
        "outside policy waits for a colleague's approval, as any promise.",
    )
    reservation: Id | None = Field(
        default=None, description="The conversation that is meant; null: the one in wrap-up, else the last."
    )


def list_agents(asked: Asked[Nothing]) -> Answer:
    house = asked.house
    on_board = house.board.agents(house.roster)
    known = _known(house)
    return AgentsShown(
        tuple(_shown(known.get(id_, agent), on_board.get(id_)) for id_, agent in house.roster.items())
    ), 200


def _known(house: Runtime) -> Mapping[AgentId, Agent]:
    """What the agents declared last, and why; without a ledger the board alone is shown."""
    try:
        with house.ledger.read() as ledger:
            return {agent.id: agent for agent in agents.all(ledger)}
    except LedgerGone:
        return {}


def show_agent(asked: Asked[Nothing]) -> Answer:
    house, agent = asked.house, _agent(asked.house, asked.id)
    on_board = house.board.agent(agent.id)
    call = context_of(house, on_board, asked.now) if on_board else None
    return AgentAtWork(**dict(_as_it_is_now(house, agent)), call=call), 200


def declare_presence(asked: Asked[PresenceDeclared]) -> Answer:
    house, agent, said = asked.house, _agent(asked.house, asked.id), asked.form
    presence.declare(house, agent.id, Presence(said.presence), "api", asked.now, reason=said.reason)
    return _as_it_is_now(house, agent), 200


def wrap_up(asked: Asked[WrapUp]) -> Answer:
    house, agent, said = asked.house, _agent(asked.house, asked.id), asked.form
    meant = ReservationId(said.reservation) if said.reservation else desk.to_be_noted(house, agent.id, asked.now)
    noted = desk.wrap_up(house, agent.id, meant, _wrap_up(said), asked.now) if meant else "unknown"
    if not isinstance(noted, desk.Wrapped):
        raise Refusal(409, *REFUSED[noted])
    with house.ledger.read() as ledger:
        owed = promises.get(ledger, noted.promised.promise.id) if noted.promised else None
        promise = show(owed, of_promise(ledger, owed.id)) if owed else None
    return AgentWrapped(**dict(_as_it_is_now(house, agent)), promise=promise), 200


def _wrap_up(said: WrapUp) -> desk.WrapUp:
    wanted = said.call_back
    window = Span(wanted.window.from_at, wanted.window.to_at) if wanted and wanted.window else None
    back = desk.CallBack(window, wanted.by_me, wanted.note) if wanted else None
    return desk.WrapUp(said.disposition, said.note, said.is_resolved, back, said.turned_out)


def _agent(house: Runtime, id_: str) -> Agent:
    agent = house.roster.get(AgentId(id_))
    if agent is None:
        raise not_found("agent")
    return agent


def _as_it_is_now(house: Runtime, agent: Agent) -> AgentShown:
    return _shown(_known(house).get(agent.id, agent), house.board.agent(agent.id))


def _shown(agent: Agent, on_board: AgentOnBoard | None) -> AgentShown:
    """A board that was just wiped has nobody on it for a second: then what the ledger knows is shown."""
    now_is = on_board.agent.presence if on_board else Presence(agent.presence)
    return AgentShown(
        id=agent.id,
        name=agent.name,
        presence=now_is,
        activity=on_board.agent.activity if on_board else Activity.IDLE,
        skills=dict(agent.skills),
        languages=agent.languages,
        reason=agent.reason if now_is is Presence.ON_BREAK else None,
    )


REFUSED: Final[Mapping[desk.Refused | desk.NoCallback, tuple[str, str]]] = {
    "unknown": ("nothing_to_wrap_up", "This agent has no conversation that is over and not wrapped up."),
    "not_yours": ("not_yours", "This conversation is another agent's."),
    "not_over": ("not_over", "The two still talk."),
    "wrapped_already": ("wrapped_already", "It was wrapped up before; that word stays."),
    "no_number": ("no_number", "This person shows no number that could be called back."),
    "nobody_calls_then": ("nobody_calls_then", "In all of that time nobody could call this phone."),
    "too_far": ("too_far", "The window ends more than four weeks from now."),
    "not_answered": ("not_answered", "Nobody has told yet that this customer answered."),
    "outcome_first": ("outcome_first", "Say first how this callback went."),
}

AN_AGENT = "The agent's id, as in the line file."

ENDPOINTS = (
    Endpoint(
        "GET", "/api/agents", "The agents and what they are doing.", list_agents, Nothing, AgentsShown, {200: "All."}
    ),
    Endpoint(
        "GET",
        "/api/agents/{id}",
        "One agent, and with whom.",
        show_agent,
        Nothing,
        AgentAtWork,
        {200: "The agent."},
        id_means=AN_AGENT,
    ),
    Endpoint(
        "PUT",
        "/api/agents/{id}/presence",
        "Declare an agent's presence.",
        declare_presence,
        PresenceDeclared,
        AgentShown,
        {200: "The agent, as it is now: one who is free may have been given work already."},
        id_means=AN_AGENT,
    ),
    Endpoint(
        "POST",
        "/api/agents/{id}/wrapped",
        "End an agent's wrap-up.",
        wrap_up,
        WrapUp,
        AgentWrapped,
        {200: "The agent, as it is now: one who is free may have been given work already."},
        {409: "There is nothing to wrap up, or the callback cannot be promised so. Nothing was done."},
        id_means=AN_AGENT,
        more="All of it goes to the conversation that the agent is wrapping up; where the time for that has run out, "
        "to the agent's last one that is over and has none. The first word stays.",
    ),
)
