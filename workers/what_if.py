"""What supervisors ask of days to come is played here, by the process for long work, one question at a time.

Row first: of two bells one plays it. How far it is goes on the ledger between two days that are played, and there it is
found out that nobody wants it any more. Deliberately plays no more calls than some seconds are enough for.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from routing.days import day_at
from voice_app import jobs
from voice_app.ledger import what_ifs
from voice_app.mistakes import Mistakes
from voice_app.runtime import Runtime
from voice_app.whatif.answers import Asking
from voice_app.whatif.lately import NothingKnown, Worker, setting
from voice_app.whatif.question import Question
from voice_app.whatif.runs import Replications
from voice_app.whatif.telling import kept
from workers.shop import Shop, at_work

MOST_CALLS: Final = 250_000
"""In all days that are played together: about a minute and a half."""
TOLD_EVERY: Final = timedelta(seconds=0.5)

log = structlog.get_logger()


class Unwanted(Exception):
    """Somebody has cancelled it, or took it for lost."""


@dataclass
class Progress:
    """Tells the ledger how far it is, not more often than anybody looks."""

    house: Runtime
    id: str
    done: int = 0
    told_at: datetime | None = None

    def step(self) -> None:
        """One more day is played. Raises Unwanted."""
        self.done += 1
        now = self.house.now()
        if self.told_at is not None and now - self.told_at < TOLD_EVERY:
            return
        self.told_at = now
        with self.house.ledger.write() as ledger:
            is_wanted = what_ifs.went_on(ledger, self.id, self.done, now)
        if not is_wanted:
            raise Unwanted


def answer(what_if: str) -> None:
    """Job: play it."""
    play(at_work(), what_if)


def play(shop: Shop, what_if: str) -> None:
    house = shop.house.current()
    with house.ledger.write() as ledger:
        if not what_ifs.begin(ledger, what_if, house.now()):
            return
        asked = what_ifs.get(ledger, what_if)
    if asked is None:
        return
    try:
        _play(house, what_if, Question.found(asked.question), asked.asked_at)
    except Unwanted:
        log.info("what_if.cancelled", what_if=what_if)
    except NothingKnown:
        _give_up(house, what_if, "nothing_known")
    except Mistakes as mistakes:
        log.warning("what_if.cannot_be", what_if=what_if, where=[one.where for one in mistakes.all])
        _give_up(house, what_if, "cannot_be")


def _play(house: Runtime, what_if: str, question: Question, asked_at: datetime) -> None:
    roster = [Worker(one.id, one.skills, one.languages) for one in house.roster.values()]
    today = day_at(asked_at, house.line.timezone)
    asking = Asking(setting(house.ledger, house.line, roster, question, today))
    if asking.calls > MOST_CALLS:
        _give_up(house, what_if, "too_many_calls")
        return
    progress = Progress(house, what_if)
    result = kept(asking.answer(Replications(question.seeds, seed=1, step=progress.step)))
    with house.ledger.write() as ledger:
        what_ifs.answered(ledger, what_if, result, house.now())


def _give_up(house: Runtime, what_if: str, cause: str) -> None:
    with house.ledger.write() as ledger:
        what_ifs.failed(ledger, what_if, cause, house.now())


def mind_what_ifs(shop: Shop, now: datetime) -> None:
    """Duty: find what was lost, ring again for what nobody has taken up, forget what is old."""
    with shop.house.ledger.read() as ledger:
        there = what_ifs.latest(ledger, 1)
    if not there:
        return
    with shop.house.ledger.write() as ledger:
        what_ifs.find_lost(ledger, now)
        what_ifs.forget_before(ledger, now - what_ifs.KEPT_FOR)
        waiting = what_ifs.waiting(ledger)
    for what_if in waiting:
        shop.house.jobs.ring(jobs.ANSWER_WHAT_IF, what_if)
