"""Why this agent, and why nobody: the reason of every decision, as a value that can be stored and read back.

Deliberately for supervisors and logs, in English; nothing here is said to a caller.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, NotRequired, Self, TypedDict

from routing.queues import Step, Widening, WishedBecause
from routing.skills import UNTRAINED, Language, Level, Need, NeedName

Ruling = Literal[
    "best_match",
    "next_in_line",
    "last_time",
    "asked_for",
    "sent_on",
    "promised",
    "place_in_line",
    "deadline_at_risk",
    "room_to_call_back",
    "by_list",
]
"""Which rule paired them: the agent was chosen for the work, or the work for the agent, because ..."""

RULINGS: Mapping[Ruling, str] = {
    "best_match": "The best match of all who were idle",
    "next_in_line": "Free when this call was the first in line",
    "last_time": "Talked with this caller last time",
    "asked_for": "Asked for by the caller",
    "sent_on": "A colleague sent the call on to this agent",
    "promised": "Promised this person to call back",
    "place_in_line": "Free when this promise's place in the line came up",
    "deadline_at_risk": "Free when this promise's deadline was at risk",
    "room_to_call_back": "Free when enough others were, too",
    "by_list": "Next on the list while the board was away",
}
WISHED: Mapping[WishedBecause, Ruling] = {
    "last_time": "last_time",
    "by_name": "asked_for",
    "sent_on": "sent_on",
    "promised": "promised",
}
"""By which rule the agent of a wish takes it."""
STEPS: Mapping[Step, str] = {
    Step.BEST: "only the best were asked",
    Step.GOOD: "level 2 was good enough",
    Step.ANYBODY: "anybody was good enough",
    Step.TRAINED: "whoever is trained was good enough",
}


class ReasonJson(TypedDict):
    """A reason as it is stored."""

    ruling: Ruling
    need: NeedName | None
    language: Language
    level: Level
    speaks: bool
    step: int
    breadth: int
    idle_seconds: float
    others_idle: int
    waited_seconds: float | None
    skipped: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why this agent got this work. `step`: how far the circle had widened; `breadth`: the agent's number of skills;
    `others_idle`: how many were free besides; `waited`: None for a promise without a place in the line. `skipped`: the
    step was not waited for, because nobody ready could have served the one before."""

    ruling: Ruling
    need: Need
    level: Level
    speaks: bool
    step: Step
    breadth: int
    idle_for: timedelta
    others_idle: int
    waited: timedelta | None
    skipped: bool = False

    def sentence(self) -> str:
        """For a supervisor: "The best match of all who were idle: level 3 for billing, skills: 2, idle for 0:01:05,
        others idle: 3; after 0:00:12 only the best were asked"."""
        trained = f"level {self.level}" if self.level > UNTRAINED else "not trained"
        subject = f"{trained} for {self.need.name}" if self.need.name else "a person was asked for"
        language = "" if self.speaks else f", does not speak {self.need.language}"
        waited = "" if self.waited is None else f"after {_clock(self.waited)} "
        skipped = ", because nobody better was ready" if self.skipped else ""
        return (
            f"{RULINGS[self.ruling]}: {subject}{language}, skills: {self.breadth}, "
            f"idle for {_clock(self.idle_for)}, others idle: {self.others_idle}; {waited}{STEPS[self.step]}{skipped}"
        )

    def to_json(self) -> ReasonJson:
        return {
            "ruling": self.ruling,
            "need": self.need.name,
            "language": self.need.language,
            "level": self.level,
            "speaks": self.speaks,
            "step": int(self.step),
            "breadth": self.breadth,
            "idle_seconds": self.idle_for.total_seconds(),
            "others_idle": self.others_idle,
            "waited_seconds": None if self.waited is None else self.waited.total_seconds(),
            "skipped": self.skipped,
        }

    @classmethod
    def from_json(cls, stored: ReasonJson) -> Self:
        waited = stored["waited_seconds"]
        return cls(
            ruling=stored["ruling"],
            need=Need(stored["need"], stored["language"]),
            level=stored["level"],
            speaks=stored["speaks"],
            step=Step(stored["step"]),
            breadth=stored["breadth"],
            idle_for=timedelta(seconds=stored["idle_seconds"]),
            others_idle=stored["others_idle"],
            waited=None if waited is None else timedelta(seconds=waited),
            skipped=stored.get("skipped", False),
        )


Why = Literal[
    "nobody_ready",
    "nobody_idle",
    "nobody_suitable",
    "widens_later",
    "kept_for_agent",
    "kept_for_its_agent",
    "not_free",
    "nothing_waits",
    "not_suitable",
    "kept_free",
    "closed",
    "ringing",
    "talking",
    "ended",
    "needs_approval",
    "not_yet",
    "window_to_come",
    "on_the_line",
    "not_at_this_hour",
    "others_first",
    "other_work_first",
    "capped",
    "carrier_down",
    "carrier_account",
]
SENTENCES: Mapping[Why, str] = {
    "nobody_ready": "Nobody is ready",
    "nobody_idle": "Everybody who is ready is busy",
    "nobody_suitable": "Nobody who is idle may take it",
    "widens_later": "Nobody idle is good enough yet",
    "kept_for_agent": "Kept for one agent, who is ready and busy",
    "kept_for_its_agent": "Kept for the agent whom the person expects, who is not free",
    "not_free": "The agent is not free",
    "nothing_waits": "Nothing waits",
    "not_suitable": "Nothing waits that the agent may take",
    "kept_free": "The agent is kept free for live callers",
    "closed": "The line is closed",
    "ringing": "Somebody is being rung for it",
    "talking": "An agent has it",
    "ended": "It is over",
    "needs_approval": "A colleague has to decide whether the number may be called",
    "not_yet": "Its next try is due later",
    "window_to_come": "The person wants to be called later",
    "on_the_line": "The person is on the line with us",
    "not_at_this_hour": "It is not an hour at which this phone may be called",
    "others_first": "There are so many promises that are more urgent",
    "other_work_first": "Whoever is free for it takes up something more urgent first",
    "capped": "A cap against fraud is reached, and no customer is called",
    "carrier_down": "The carrier does not answer, and no customer is called",
    "carrier_account": "The carrier refuses our account, and no customer is called",
}
ON_HOLD: Final = frozenset({"not_yet", "window_to_come", "not_at_this_hour", "closed"})
"""What ends at a known instant, for all agents alike."""
SO_FAR: Mapping[Step, str] = {
    Step.BEST: "only the best are asked",
    Step.GOOD: "level 2 is good enough",
    Step.ANYBODY: "anybody is good enough",
    Step.TRAINED: "whoever is trained is good enough",
}


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Why nobody is rung. `again_at`: when waiting alone lets more agents take it; None: only if something happens.
    `circle`: how far it had widened, where it is one piece of work that nobody is rung for."""

    why: Why
    again_at: datetime | None = None
    circle: Widening | None = None

    def sentence(self) -> str:
        """For a supervisor: "Nobody idle is good enough yet; more agents may take it from 11:00:20 UTC; so far only the
        best are asked"."""
        return SENTENCES[self.why] + self._later() + self._circle()

    def _later(self) -> str:
        if self.again_at is None:
            return ""
        if self.why in ON_HOLD:
            return f"; not before {self.again_at:%Y-%m-%d %H:%M:%S} UTC"
        return f"; more agents may take it from {self.again_at:%H:%M:%S} UTC"

    def _circle(self) -> str:
        if self.circle is None:
            return ""
        skipped = ", because nobody better is ready" if self.circle.skipped else ""
        language = "" if self.circle.keeps_language else ", in any language"
        return f"; so far {SO_FAR[self.circle.step]}{language}{skipped}"


def _clock(length: timedelta) -> str:
    return str(timedelta(seconds=length // timedelta(seconds=1)))
