"""Times of `[waiting]` that never come, or come when they can do nothing any more.

Pure findings in a valid line; an error is a contradiction.
"""

from collections.abc import Iterator
from datetime import timedelta

from voice_app.finding import Finding, warning
from voice_app.line import Line
from voice_app.line.values import write_duration

VOICEMAIL_ANSWERS_AFTER = timedelta(seconds=20)
"""Of common mobile networks, 20 to 25 s; Twilio rings about 5 s longer than it is told (TwiML, Dial timeout)."""

SHORTEST_RING = timedelta(seconds=5)
"""Twilio rings no shorter than this (TwiML, Dial timeout)."""

LONG_WRAP_UP = timedelta(hours=1)

SWITCHES = {
    "widen_after": "widening",
    "head_start": "head_start",
    "last_agent_for": "last_agent",
    "old_place_for": "old_place",
}
"""Times of `[waiting]`, and the switch of `[routing]` without which each is never used."""


def of_timers(line: Line) -> Iterator[Finding]:
    yield from _switched_off(line)
    yield from _ringing(line)
    if line.routing.widening:
        yield from _widening(line)
    yield from _too_late(line)
    if line.waiting.wrap_up > LONG_WRAP_UP:
        what = f"for {write_duration(line.waiting.wrap_up)} after each call an agent gets no other"
        yield warning("waiting.wrap_up", what, "Write what a note takes, like 30s; agents can end it sooner")
    if line.routing.head_start and line.waiting.head_start >= line.callback.due_within:
        what = "no promise comes up by the place that it kept: it is due sooner"
        yield warning("waiting.head_start", what, "Write less than callback.due_within, like 3m")


def _switched_off(line: Line) -> Iterator[Finding]:
    for key, switch in SWITCHES.items():
        if key in line.waiting.model_fields_set and not getattr(line.routing, switch):
            what = f"it is never used: routing.{switch} is false"
            yield warning(f"waiting.{key}", what, f"Leave it out, or take routing.{switch} out")


def _ringing(line: Line) -> Iterator[Finding]:
    rings_for, longest = line.waiting.ring_agent, line.waiting.longest_wait
    if rings_for >= longest:
        what = f"before the first agent's phone has rung out, the longest wait of {write_duration(longest)} is over"
        yield Finding("error", "waiting.ring_agent", what, "Write a shorter ring, or a longer longest_wait")
    elif rings_for > VOICEMAIL_ANSWERS_AFTER:
        what = f"after {write_duration(rings_for)} of ringing a voicemail has answered"
        yield warning("waiting.ring_agent", what, "Stay at 20s or less: the caller waits for nothing meanwhile")
    if rings_for < SHORTEST_RING:
        yield warning("waiting.ring_agent", "Twilio rings for 5s at least", "Write 5s or more")


def _widening(line: Line) -> Iterator[Finding]:
    good, anybody = line.waiting.widen_after
    if not line.routing.levels and "widen_after" in line.waiting.model_fields_set:
        what = "the step to level 2 is never taken: routing.levels is false, and whoever is trained is rung at once"
        yield warning("waiting.widen_after[1]", what, "Only the second time counts; take routing.levels out for both")
    elif good == anybody:
        what = "the step to level 2 never holds: anybody is good enough at the same moment"
        yield warning("waiting.widen_after[2]", what, 'Write a longer second time, as in ["20s", "60s"]')
    if _is_level(line) and "widen_after" in line.waiting.model_fields_set:
        what = "every agent has every skill of the menu at one level: waiting lets nobody else take a call"
        yield warning("waiting.widen_after", what, "Leave it out, or tell the agents' levels apart")


def _is_level(line: Line) -> bool:
    """Several agents, and none is better at anything than another."""
    levels = [{agent.skills.get(entry.need) for agent in line.agents} for entry in line.menu]
    return len(line.agents) > 1 and all(len(its) == 1 and None not in its for its in levels)


def _too_late(line: Line) -> Iterator[Finding]:
    """What comes only when a callback is all that the caller is offered."""
    waiting, longest = line.waiting, write_duration(line.waiting.longest_wait)
    by_then = f"by then the longest wait of {longest} is over, and a callback is all that is offered"
    for count, after in enumerate(waiting.widen_after, start=1):
        if after >= waiting.longest_wait and line.routing.widening:
            yield warning(f"waiting.widen_after[{count}]", by_then, "Write less than longest_wait")
    if waiting.last_agent_for >= waiting.longest_wait and line.routing.last_agent:
        what = f"a call is kept for one agent until a callback is all that is offered, after {longest}"
        yield warning("waiting.last_agent_for", what, "Write a few seconds, like 8s")
    if waiting.offer_callback_after >= waiting.longest_wait:
        what = f"nobody is offered a callback sooner, but where the wait is expected to be long: {by_then}"
        yield warning("waiting.offer_callback_after", what, "Write less than longest_wait, like 30s")
