"""The watch over what is owed: what will not be kept in time is foreseen, put before a supervisor and pushed up the
ladder; what was not kept is marked, with its cause. By forecast, and by the clock as the last net (routing.escalation).

Deliberately dials nobody: who may be rung at which step is for the dispatch, and for `workers.summons`.
"""

from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from routing.agents import Presence
from routing.alarms import Rule
from routing.escalation import BEFORE, Cause, Ladder, Obstacles, foresee, why_at_risk, why_broken
from routing.skills import Language
from voice_app.choices import all_has_stopped
from voice_app.escalating import escalate, tell
from voice_app.ledger import escalations, outages, promises
from voice_app.ledger.evidence import evidence
from voice_app.planning import AHEAD, prospects
from voice_app.runtime import Runtime
from workers.shop import Shop

A_PASS: Final = 500
"""Promises that one transaction puts before a supervisor at most; the next pass takes those that remain."""

SIGNING_ON: Final = timedelta(minutes=15)
"""After opening: nobody is missed sooner."""


def look_ahead(shop: Shop, now: datetime) -> None:
    """Put before a supervisor what will not be kept as things go, long before it is due."""
    house = shop.house
    with house.ledger.read() as ledger:
        owed = escalations.waiting(ledger)
        outage, stopped = outages.of_carrier(ledger), all_has_stopped(house, ledger, now)
    if all(promise.is_known for promise in owed):
        return
    hours = list(house.terms.hours(now).open_spans(now, now + AHEAD))
    is_a_hiccup = outage is not None and not outage.is_certain
    obstacles = Obstacles(None if is_a_hiccup else stopped, _unmanned(house, now))
    expected = shop.learning.of(house, now)
    causes = foresee(owed, prospects(house, expected.arrivals, expected.pace, now), hours, obstacles, now)
    with house.ledger.write() as ledger:
        for promise, cause in islice(causes.items(), A_PASS):
            escalate(ledger, house, promise, cause, now)


def _unmanned(house: Runtime, now: datetime) -> frozenset[Language]:
    """Languages of the line that nobody speaks who is signed on, though it has been open for a while."""
    hours = house.terms.hours(now)
    if not (hours.is_open(now) and hours.is_open(now - SIGNING_ON)):
        return frozenset()
    on_board = house.board.agents(house.roster).values()
    signed_on = [one.agent for one in on_board if one.agent.presence is not Presence.SIGNED_OUT]
    spoken = {language for agent in signed_on for language in agent.skills.languages}
    return frozenset(map(Language, house.line.languages)) - spoken


def watch_the_clock(shop: Shop, now: datetime) -> None:
    """The last net: whatever the forecast said, two hours before the end a supervisor knows; then step by step."""
    house = shop.house
    with house.ledger.write() as ledger:
        for promise in escalations.unescalated(ledger, now + BEFORE[Ladder.TOLD]):
            escalate(ledger, house, promise.id, why_at_risk(evidence(ledger, promise, now)), now)
        for step in (Ladder.ANY_AGENT, Ladder.SUPERVISORS):
            escalations.climb(ledger, step, now + BEFORE[step], now)


def set_the_poisoned_aside(shop: Shop, now: datetime) -> None:
    """A promise that breaks whoever handles it is tried no more until a colleague has looked at it."""
    house = shop.house
    with house.ledger.read() as ledger:
        poisoned = escalations.poisoned(ledger)
    for promise in poisoned:
        with house.ledger.write() as ledger:
            promises.hold(ledger, promise, Cause.POISON.value, now)
            escalate(ledger, house, promise, Cause.POISON, now)


def mark_the_broken(shop: Shop, now: datetime) -> None:
    """A promise that is late is marked with its cause, told to a supervisor, and still owed."""
    house = shop.house
    with house.ledger.write() as ledger:
        for promise in escalations.mark_broken(ledger, now):
            because = why_broken(evidence(ledger, promise, now))
            escalations.note_miss(ledger, promise.id, because, now)
            tell(ledger, house, Rule.PROMISE_BROKEN, promise, because, now=now)
