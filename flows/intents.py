"""What must happen, in the flows' own words; the house performs each before anything of its turn is said.

Deliberately says not how: an intent names what is meant, no row, no queue, no request.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flows.facts import Outcome, Presence, Window
from flows.tongues import Language


@dataclass(frozen=True, slots=True)
class JoinQueue:
    """Let this call wait, as having arrived at `arrived_at`, for somebody who can take `need`; None: whatever it is
    about. `agent`: for that one alone, by id, as long as that agent is there. Joining twice changes nothing."""

    need: str | None
    language: Language
    arrived_at: datetime
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class WaitFor:
    """This call waits for one agent, by id, as long as that agent is there. Its place stays."""

    agent: str


@dataclass(frozen=True, slots=True)
class WaitForAnybody:
    """This call waits for whoever can take it. Its place stays."""


@dataclass(frozen=True, slots=True)
class LeaveQueue:
    """This call no longer waits."""


@dataclass(frozen=True, slots=True)
class NoteEntered:
    """Keep what the caller keyed or said, so that nobody asks for it again."""

    text: str


@dataclass(frozen=True, slots=True)
class MakePromise:
    """Owe this caller a callback. `to_candidate`: at the number typed and confirmed, else at the caller's own."""

    need: str | None
    language: Language
    to_candidate: bool = False


@dataclass(frozen=True, slots=True)
class KeepCandidate:
    """Remember the typed digits as this call's candidate number."""

    digits: str


@dataclass(frozen=True, slots=True)
class MovePromise:
    """The open promise is from now on owed at the candidate number."""

    promise: str


@dataclass(frozen=True, slots=True)
class ChooseWindow:
    """The person wants to be called within `window`; the deadline does not move."""

    promise: str
    window: Window


@dataclass(frozen=True, slots=True)
class WithdrawPromise:
    """The person does not want the callback. "undone": takes it back in the call that asked for it; "caller": does not
    want it any longer."""

    promise: str
    reason: Literal["undone", "caller"]


@dataclass(frozen=True, slots=True)
class AnnounceRecording:
    """This person is about to be told that the message under this promise is recorded."""

    promise: str


@dataclass(frozen=True, slots=True)
class SetPresence:
    """The agent on this leg declares a presence."""

    presence: Presence


@dataclass(frozen=True, slots=True)
class GivePin:
    """The agent on this leg typed these digits as the PIN."""

    digits: str


@dataclass(frozen=True, slots=True)
class AcceptRing:
    """The agent on this leg takes the work held under this reservation or attempt."""

    subject: str


@dataclass(frozen=True, slots=True)
class DeclineRing:
    """The agent on this leg does not take it."""

    subject: str


@dataclass(frozen=True, slots=True)
class HoldCaller:
    """This caller holds while the agent of this talk has a word with a colleague."""

    talk: str


@dataclass(frozen=True, slots=True)
class LeaveHold:
    """This caller goes where somebody is for them. Whether it came to that is a fact afterwards."""

    talk: str


@dataclass(frozen=True, slots=True)
class EnterRoom:
    """The agent of this talk, on this leg, is in the room with the colleague from now on."""

    talk: str


@dataclass(frozen=True, slots=True)
class MoveCaller:
    """This caller goes where the talk wants it: holds, is with the agent, or in the line again. Where that is, is a
    fact afterwards."""

    talk: str


@dataclass(frozen=True, slots=True)
class EnterTalkroom:
    """The agent of this talk, on this leg, is in its room from now on."""

    talk: str


@dataclass(frozen=True, slots=True)
class LeaveTalkroom:
    """The agent of this talk, on this leg, is in it no more."""

    talk: str


@dataclass(frozen=True, slots=True)
class JoinListening:
    """The supervisor on this leg goes into the room of the talk. Whether that still may be is a fact afterwards."""

    listening: str


@dataclass(frozen=True, slots=True)
class LeaveListening:
    """The supervisor on this leg does not listen, or no more."""

    listening: str


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """How the agent says a callback ended."""

    attempt: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class NoteEnding:
    """How the agent says that a call ended, by its id."""

    call: str
    ending: Literal["resolved", "follow_up"]


@dataclass(frozen=True, slots=True)
class CallBackLater:
    """The agent has told the caller of this call that we call back within `window`."""

    call: str
    window: Window


@dataclass(frozen=True, slots=True)
class AgreeToBeAsked:
    """The caller of this call said that we may ask by text whether it helped."""

    call: str


@dataclass(frozen=True, slots=True)
class NoteEmergency:
    """Keep on record that this caller spoke of somebody in danger, and is told whom to call."""


@dataclass(frozen=True, slots=True)
class TakeFromList:
    """The agent on this leg, rung by list under `ring`, takes the caller, if still to be had."""

    ring: str


@dataclass(frozen=True, slots=True)
class RefuseFromList:
    """The agent on this leg does not."""

    ring: str


@dataclass(frozen=True, slots=True)
class AcceptEmergency:
    """Whoever is on this leg, and not at work, takes the call `call` of somebody in danger."""

    call: str


@dataclass(frozen=True, slots=True)
class RaiseEmergency:
    """Supervisors must know: this caller spoke of somebody in danger, and nobody could be reached."""


Intent = (
    JoinQueue
    | WaitFor
    | WaitForAnybody
    | LeaveQueue
    | NoteEntered
    | MakePromise
    | KeepCandidate
    | MovePromise
    | ChooseWindow
    | WithdrawPromise
    | AnnounceRecording
    | SetPresence
    | GivePin
    | AcceptRing
    | DeclineRing
    | HoldCaller
    | LeaveHold
    | EnterRoom
    | MoveCaller
    | EnterTalkroom
    | LeaveTalkroom
    | JoinListening
    | LeaveListening
    | RecordOutcome
    | NoteEnding
    | CallBackLater
    | AgreeToBeAsked
    | TakeFromList
    | RefuseFromList
    | NoteEmergency
    | AcceptEmergency
    | RaiseEmergency
)
