"""Duties of the ticker that watch the house itself, and see that supervisors are told.

Who watches whom: the ticker rings for the workers' beats, and raises the alarm when nobody answers; the web process
watches the ticker (`voice_app.watchdog`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import Connection

from routing.alarms import TEST_LASTS, Rule
from voice_app import jobs
from voice_app.alarms import end_alarm, raise_alarm
from voice_app.ledger import LedgerGone, alarm_tests, alarms, heartbeats
from voice_app.ledger.pulse import alarms_ask
from voice_app.runtime import Runtime
from voice_app.seeing import families
from voice_app.seeing.counts import field
from voice_app.seeing.families import Family
from workers import board_gone, ledger_gone
from workers.alarms import send_next
from workers.shop import Shop

GHOSTS: Final = "ghosts"
"""The one subject of their alarm."""
LINE: Final = "line"
"""The one subject of the alarm that it is too busy."""
A_HANDFUL: Final = 5
"""Ghosts in a minute that nobody need hear of: a word is lost now and then."""

log = structlog.get_logger()


def beat(shop: Shop, now: datetime) -> None:
    """This process lives; and so does a worker, if it hears the bell and says so. Where nothing can be written, that is
    told instead."""
    try:
        _beat(shop, now)
        ledger_gone.write_down(shop.house, shop.unwritten, now)
    except LedgerGone:
        ledger_gone.tell(shop, shop.unwritten, now)
        raise


def _beat(shop: Shop, now: datetime) -> None:
    house, lacks = shop.house, board_gone.look(shop, now)
    with house.ledger.write() as ledger:
        heartbeats.beat(ledger, heartbeats.TICKER, now)
        end_alarm(ledger, Rule.TICKER_SILENT, heartbeats.TICKER, now)
        if shop.unwritten.since is not None:  # no worker could write that it had heard the bell
            heartbeats.ring_anew(ledger, now)
        elif board_gone.note(ledger, shop, lacks, now):  # else nobody can be asked, and nobody be blamed
            _ask_the_workers(ledger, house, now)
    board_gone.note_bell(shop, house.jobs.ring(jobs.BEAT), now)


def _ask_the_workers(ledger: Connection, house: Runtime, now: datetime) -> None:
    unanswered_since = heartbeats.ring(ledger, now)
    if now - unanswered_since > heartbeats.SILENT_AFTER:
        raise_alarm(ledger, house, Rule.WORKER_SILENT, heartbeats.WORKER, now)
    elif unanswered_since == now:
        end_alarm(ledger, Rule.WORKER_SILENT, heartbeats.WORKER, now)


def watch_ghosts(shop: Shop, now: datetime) -> None:
    """Each is laid quietly; many within a minute mean that something is wrong with what we are told. It is over with a
    minute without any."""
    laid = _since_the_last_look(shop, families.GHOSTS, now)
    with shop.house.ledger.write() as ledger:
        if sum(laid.values()) > A_HANDFUL:
            raise_alarm(ledger, shop.house, Rule.GHOSTS_LAID, GHOSTS, now, because=_most_of_all(laid))
        elif not any(laid.values()):
            end_alarm(ledger, Rule.GHOSTS_LAID, GHOSTS, now)


def watch_the_crowd(shop: Shop, now: datetime) -> None:
    """Callers are not let in: supervisors are told. It is over once nobody was turned away since the last look."""
    more = _since_the_last_look(shop, families.TURNED_AWAY, now)
    callers = sum(more.values())
    with shop.house.ledger.write() as ledger:
        if callers:
            raise_alarm(ledger, shop.house, Rule.TOO_BUSY, LINE, now, because=_most_of_all(more), callers=callers)
        else:
            end_alarm(ledger, Rule.TOO_BUSY, LINE, now)


def _since_the_last_look(shop: Shop, family: Family, now: datetime) -> dict[str, int]:
    """How many more of each kind; none at the first look, which cannot tell since when they are, and none where the
    sums have begun again with a new board."""
    house = shop.house
    house.counts.tell(house.board, now)
    sums, more = house.board.sums(), dict[str, int]()
    for kind in family.from_zero:
        name = field(family, kind)
        count = sums.get(name, 0)
        more[kind] = max(0, count - shop.summed.get(name, count))
        shop.summed[name] = count
    return more


def _most_of_all(more: Mapping[str, int]) -> str:
    return max(more, key=lambda kind: more[kind])


def tell_supervisors(shop: Shop, now: datetime) -> None:
    """What is over needs no telling; the rest is a worker's to tell, or our own where none answers, or none can be
    woken: the bell hangs on a Redis that may be what is to be told of."""
    with shop.house.ledger.read() as ledger:
        if not alarms_ask(ledger):
            return
    with shop.house.ledger.write() as ledger:
        lost = alarms.give_up_stale(ledger, now)
        alarms.end_of_closed_promises(ledger, now)
        for by in alarm_tests.standing_since(ledger, now - TEST_LASTS):
            end_alarm(ledger, Rule.TEST, by, now)
        nobody_answers = alarms.stands(ledger, Rule.WORKER_SILENT, heartbeats.WORKER)
    for notice in lost:
        log.warning("alarm.in_doubt", channel=notice.channel, cause=notice.cause)
    if nobody_answers or not shop.house.jobs.ring(jobs.SEND_ALARMS):
        send_next(shop, now)
