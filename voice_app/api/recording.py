"""Recording a talk by the API: what an agent wants of it, for programs that are the agent's desk."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

from pydantic import Field

from routing.skills import AgentId, ReservationId
from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.problems import Refusal, not_found
from voice_app.api.values import Form, Id
from voice_app.desk.recorded import State
from voice_app.desk.recording import shown_as
from voice_app.ledger.talk_recordings import TalkRecording
from voice_app.shape import Shape
from voice_app.sound import recording
from voice_app.sound.recording import Hindrance, Wish
from voice_app.under_way.sending_on import talk_of

DETAILS: Final[Mapping[Hindrance, str]] = {
    "not_agreed": "Nothing is recorded unless the caller agreed: say so with `caller_agreed`.",
    "no_talk": "Nobody is on the line with this agent.",
    "other_talk": "This talk is over, or another agent's.",
    "moving_on": "The caller is on the way to somebody else.",
    "nothing_recorded": "Nothing was recorded in this talk.",
}


class RecordingWanted(Form):
    """What is wanted of the recording of a talk."""

    act: Literal["start", "pause", "resume", "finish", "withdraw"] = Field(
        description="`withdraw`: the caller takes the yes back; it ends, and is deleted at the carrier."
    )
    talk: Id | None = Field(
        default=None,
        description="The reservation of the talk that is meant, so that it is done to no other; null: the one that the "
        "agent has now.",
    )
    caller_agreed: bool = Field(
        default=False,
        description="To start: the agent has asked, in these words or better ones, and the caller said yes.",
    )


class RecordingShown(Shape):
    """The recording of a talk."""

    id: str = Field(description="Under which it can be heard, at `/api/recordings/{id}`, once it is `over`.")
    call_sid: str = Field(description="The leg of whoever agreed.")
    talk: str
    agent: str
    state: State = Field(
        description="What is wanted and not yet so ends in `ing`; `failed`: there is none, and `cause` says why; "
        "`deleted`: the carrier's own list does not show it any more."
    )
    cause: str | None
    question: str = Field(description="What the caller was asked.")
    agreed_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    seconds: int | None


def record_talk(asked: Asked[RecordingWanted]) -> Answer:
    house, form, agent = asked.house, asked.form, AgentId(asked.id)
    if not recording.is_offered(house):
        raise not_found("address")
    if agent not in house.roster:
        raise not_found("agent")
    talk = _meant(asked, agent)
    if talk is None:
        raise Refusal(409, "no_talk", DETAILS["no_talk"])
    if form.act == "start":
        done = recording.start(house, agent, talk, asked.now, caller_agreed=form.caller_agreed)
    else:
        wish: Wish = form.act
        done = recording.want(house, agent, talk, wish, asked.now)
    if not isinstance(done, TalkRecording):
        raise Refusal(409, done, DETAILS.get(done, done))
    return _shown(done), 202


def _meant(asked: Asked[RecordingWanted], agent: AgentId) -> ReservationId | None:
    if asked.form.talk is not None:
        return ReservationId(asked.form.talk)
    talking = talk_of(asked.house, agent)
    return talking.talk if talking else None


def _shown(one: TalkRecording) -> RecordingShown:
    return RecordingShown(
        id=one.id,
        call_sid=one.call_sid,
        talk=one.talk,
        agent=one.agent_id,
        state=shown_as(one),
        cause=one.cause,
        question=one.words,
        agreed_at=one.agreed_at,
        began_at=one.began_at,
        ended_at=one.ended_at,
        seconds=one.seconds,
    )


ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/agents/{id}/recording",
        "Record the talk that an agent has, or end that.",
        record_talk,
        RecordingWanted,
        RecordingShown,
        {202: "It is written down, and the carrier is about to be asked. Asked again: the same recording."},
        {
            404: "This line records no talks (`[recording] mode`), or there is no such agent.",
            409: "`not_agreed`, `no_talk`, `other_talk`, `moving_on`, or `nothing_recorded`.",
        },
        id_means="The id of the agent who talks.",
        more="It ends with this agent's talk: who is sent on is asked anew. It is paused while the caller holds, or a "
        "colleague is asked.",
    ),
)
