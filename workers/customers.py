"""The job that asks whose phone it is, and what is kept of the answer.

Row first, so that of several workers one asks; the answer is written when it comes, by whichever thread brings it.
Deliberately rings nobody and holds nobody up: whoever is interested reads the row.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import structlog

from voice_app.customers import looking_up
from voice_app.customers.answer import NoAnswer
from voice_app.ledger import LedgerGone, LookUpId, look_ups
from voice_app.ledger.customers import Customer
from voice_app.ledger.look_ups import LookUpState
from voice_app.runtime import Runtime
from workers.shop import Shop, at_work

log = structlog.get_logger()


def look_up(subject: str) -> None:
    """Job: ask who calls, or who is to be called back."""
    shop = at_work()
    ask_about(shop, subject, shop.house.now())


def ask_about(shop: Shop, subject: str, now: datetime) -> None:
    house = shop.house
    if shop.directory is None or house.line.customers.lookup_url is None:
        return
    with house.ledger.read() as ledger:
        wanted = looking_up.wanted(ledger, house.line, subject, now)
    if wanted is None:
        return
    look_up = LookUpId(house.new_id())
    with house.ledger.write() as ledger:
        is_ours = look_ups.ask(ledger, look_up, wanted.phone, wanted.asked_at, now)
    if is_ours:
        shop.directory.ask(wanted.phone, partial(_keep, house, look_up))


def _keep(house: Runtime, look_up: LookUpId, answer: Sequence[Customer] | NoAnswer) -> None:
    state: LookUpState = "found" if answer else "unknown"
    if isinstance(answer, NoAnswer):
        log.warning("customers.no_answer", look_up=look_up, cause=answer.cause)
        state, answer = "failed", ()
    try:
        with house.ledger.write() as ledger:
            look_ups.answered(ledger, look_up, state, answer, house.now())
    except LedgerGone:
        log.warning("customers.answer_not_kept", look_up=look_up)
