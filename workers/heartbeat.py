"""A worker's sign of life: a job like any other, so that it proves the bell, the queue and the ledger at once."""

from voice_app.ledger import heartbeats
from workers.shop import Shop, at_work


def beat() -> None:
    """Job: say that a worker hears the bell."""
    note_beat(at_work())


def note_beat(shop: Shop) -> None:
    with shop.house.ledger.write() as ledger:
        heartbeats.beat(ledger, heartbeats.WORKER, shop.house.now())
