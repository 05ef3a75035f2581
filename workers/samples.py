"""The phone of a supervisor who wants to hear what callers would hear is rung: once for each click, and never again.

Row first, then the request: a request whose answer is lost is not sent twice, because a second one rings twice.
"""

from datetime import datetime

import structlog

from routing.skills import CallSid
from voice_app.carrier_errors import TelephonyError
from voice_app.ledger import samples
from voice_app.ledger.samples import SampleId
from workers.shop import Shop, at_work

log = structlog.get_logger()


def say(sample: str) -> None:
    """The job."""
    shop = at_work()
    ring(shop, SampleId(sample), shop.house.now())


def ring(shop: Shop, id_: SampleId, now: datetime) -> None:
    house = shop.house
    with house.ledger.write() as ledger:
        sample = samples.claim(ledger, id_, now)
    agent = house.roster.get(sample.agent_id) if sample is not None else None
    if sample is None or agent is None:
        return
    urls = house.urls
    try:
        leg = shop.carrier.ring(
            agent.reach,
            url=urls.sample(id_),
            fallback_url=urls.sample(id_),
            status_url=urls.sample(id_, "status"),
            rings_for=house.line.waiting.ring_agent,
        )
    except TelephonyError as error:
        log.warning("sample.not_rung", sample=id_, error=str(error), code=error.code)
        with house.ledger.write() as ledger:
            samples.is_over(ledger, id_, now)
        return
    with house.ledger.write() as ledger:
        samples.rings(ledger, id_, CallSid(leg))
