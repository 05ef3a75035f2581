"""Why nobody was rung, noted for whoever asks tomorrow: what is so of each call that waits, of each promise that may be
dialled, and since when.

Looks every few seconds, so what lasted for less goes unnoted, and writes only what has changed. Deliberately decides
nothing: it asks what dispatch would decide.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Final

from routing.reasons import NoMatch
from voice_app import why_now
from voice_app.choices import due_promises
from voice_app.ledger import match_notes
from voice_app.runtime import Runtime
from voice_app.why import Noted, Said, refusal, widening
from workers.shop import Shop

WAITING_LOOKED_AT: Final = 100
"""Waiting calls that one look takes in, oldest first: those of which somebody will ask why."""


def note_why_calls_wait(shop: Shop, now: datetime) -> None:
    """What has changed about the calls that wait."""
    _write(shop.house, shop.noted_of_calls, list(_of_calls(shop.house, now)))


def note_why_promises_wait(shop: Shop, now: datetime) -> None:
    """What has changed about the promises that may be dialled, and are not."""
    _write(shop.house, shop.noted_of_promises, list(_of_promises(shop.house, now)))


def _of_calls(house: Runtime, now: datetime) -> Iterator[Said]:
    look = cache(house.board.snapshot)
    for waiting in house.board.waiting(WAITING_LOOKED_AT):
        call, match = waiting.call, why_now.of_call(house, waiting, now, look)
        if not isinstance(match, NoMatch):
            continue
        yield call.work, refusal(match, now, call)
        if match.circle and (wider := widening(call, match.circle, house.terms.rules, now)):
            yield call.work, wider


def _of_promises(house: Runtime, now: datetime) -> Iterator[Said]:
    for head, match in why_now.of_due(house, due_promises(house, now), now):
        if isinstance(match, NoMatch):
            yield head.work, refusal(match, now, head)


def _write(house: Runtime, noted: Noted, said: Sequence[Said]) -> None:
    news = noted.news(said)
    if news:
        with house.ledger.write() as ledger:
            for work, note in news:
                match_notes.note(ledger, work, note)
    noted.keep(said)
