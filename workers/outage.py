"""A carrier that failed us is asked now and then whether it is back, and dialling goes on by itself.

The asking is one reading that does nothing. Our account is asked after also where nothing is known to be wrong.
Deliberately stops nothing itself: whoever meets the outage does.
"""

from datetime import datetime

import structlog

from routing.alarms import Rule
from routing.escalation import Cause
from routing.outages import ask_again_at, may_be_over
from voice_app.alarms import end_alarm, raise_alarm
from voice_app.carrier_errors import TelephonyError
from voice_app.ledger import alarms, outages
from voice_app.ledger.outages import Outage
from workers.ringing import CARRIER, stop_dialling
from workers.shop import Shop

log = structlog.get_logger()


def ask_the_carrier(shop: Shop, now: datetime) -> None:
    """If it is time to: is it back?"""
    with shop.house.ledger.read() as ledger:
        outage = outages.of_carrier(ledger)
    if outage is None or now < outage.probe_at:
        return
    with shop.house.ledger.write() as ledger:
        if not outages.take_probe(ledger, outage, ask_again_at(outage.because, outage.probes, now)):
            return
    trouble = _ask(shop)
    if trouble is not None:
        _wait_on(shop, outage, trouble, now)
    elif may_be_over(outage.because, outage.since_at, now):
        _go_on(shop, outage, now)


def ask_after_the_account(shop: Shop, now: datetime) -> None:
    """Are we still a customer of the carrier, and is it there? Where nobody is dialled nobody meets a refusal or a
    silence, and calls that do not come in tell nobody."""
    with shop.house.ledger.read() as ledger:
        if outages.of_carrier(ledger) is not None:
            return
        was_refused = alarms.stands(ledger, Rule.CARRIER_ACCOUNT, CARRIER)
    trouble = _ask(shop)
    if trouble is Cause.CARRIER_ACCOUNT:
        with shop.house.ledger.write() as ledger:
            raise_alarm(ledger, shop.house, Rule.CARRIER_ACCOUNT, CARRIER, now, because=trouble.value)
    elif trouble is Cause.CARRIER_DOWN:
        with shop.house.ledger.write() as ledger:
            stop_dialling(ledger, shop.house, trouble, now)
    elif was_refused and trouble is None:
        with shop.house.ledger.write() as ledger:
            end_alarm(ledger, Rule.CARRIER_ACCOUNT, CARRIER, now)


def _ask(shop: Shop) -> Cause | None:
    """What is the matter with the carrier; None where it answers, whatever it says."""
    try:
        shop.carrier.number_setup()
    except TelephonyError as error:
        return error.trouble
    return None


def _go_on(shop: Shop, outage: Outage, now: datetime) -> None:
    with shop.house.ledger.write() as ledger:
        if outages.end(ledger):
            log.info("carrier.is_back", because=outage.because.value, since=outage.since_at.isoformat())
        for rule in (Rule.CARRIER_ACCOUNT, Rule.CARRIER_SILENT):
            end_alarm(ledger, rule, CARRIER, now)


def _wait_on(shop: Shop, outage: Outage, trouble: Cause, now: datetime) -> None:
    rule = Rule.CARRIER_ACCOUNT if trouble is Cause.CARRIER_ACCOUNT else Rule.CARRIER_SILENT
    with shop.house.ledger.write() as ledger:
        outages.begin(ledger, trouble, now, ask_again_at(trouble, outage.probes, now))
        raise_alarm(ledger, shop.house, rule, CARRIER, now, because=trouble.value)
