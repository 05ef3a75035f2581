"""The recording of a talk: from what is wanted of it and what is known of it, what is to be asked of the carrier next.

Pure. An agent's word changes only what is wanted; only the carrier's own word changes what is known. So a repeat, a
race or a lost answer leaves two words that differ, and whoever looks next brings them together. Deliberately knows
nothing of consent: without one there is no recording that anything could be wanted of (`voice_app.sound.recording`).
"""

from collections.abc import Mapping
from typing import Final, Literal

Wanted = Literal["on", "paused", "over", "gone"]
"""*over*: the talk is, or the agent ended it. *gone*: nothing of it may be left at the carrier."""
Known = Literal["none", "asked", "on", "paused", "ended", "failed", "gone"]
"""*none*: nothing was asked of the carrier. *asked*: it was asked to begin, and its answer is out. *failed*: there is
none. *gone*: there was one, and the carrier has it no longer."""
Act = Literal["begin", "find", "pause", "resume", "stop", "delete", "drop"]
"""*find*: look on the carrier's list whether it began. *drop*: it is not wanted any more, and nothing was asked."""
PausedBy = Literal["agent", "hold", "consult"]
"""Why it is paused. The agent's own word outranks the others: it ends only by the agent."""

_ORDER: Final[Mapping[Known, int]] = {"none": 0, "asked": 1, "on": 2, "paused": 2, "ended": 3, "failed": 4, "gone": 4}
_MEANS: Final[Mapping[str, Known]] = {
    "in-progress": "on",
    "paused": "paused",
    "stopped": "ended",
    "processing": "ended",
    "completed": "ended",
    "absent": "failed",
    "deleted": "gone",
}
"""Twilio's words for a recording. *absent*: nothing is on it, and there is nothing to hear."""


_ACTS: Final[Mapping[tuple[Wanted, Known], Act]] = {
    ("on", "none"): "begin",
    ("on", "paused"): "resume",
    ("paused", "on"): "pause",
    ("over", "none"): "drop",
    ("over", "on"): "stop",
    ("over", "paused"): "stop",
    ("gone", "none"): "drop",
    ("gone", "on"): "stop",
    ("gone", "paused"): "stop",
    ("gone", "ended"): "delete",
}


def next_act(wanted: Wanted, known: Known) -> Act | None:
    """What brings the two together; None where they are, or nothing more can be asked."""
    return "find" if known == "asked" else _ACTS.get((wanted, known))


def want(before: Wanted, word: Wanted) -> Wanted:
    """What is wanted after this word: what is to end does not begin again, and what is to be gone stays so."""
    if before == "gone" or (before == "over" and word != "gone"):
        return before
    return word


def learn(known: Known, status: str) -> Known:
    """What is known after the carrier's word for it; hooks come late and in any order, so never a step back.

    A hook's `in-progress` tells that it began, perhaps long ago: what is paused since stays paused.
    """
    told = _MEANS.get(status)
    if told is None or _ORDER[told] <= _ORDER[known]:
        return known
    return told


def see(known: Known, status: str) -> Known:
    """What is known after a look at the carrier's list, which tells what is so now: pauses too, both ways."""
    told = _MEANS.get(status)
    return told if {known, told} == {"on", "paused"} and told is not None else learn(known, status)


def paused_by(before: PausedBy | None, word: PausedBy) -> PausedBy:
    """Who has it paused, where somebody else wants that too."""
    return "agent" if "agent" in (before, word) else before or word
