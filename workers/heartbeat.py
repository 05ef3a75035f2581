"""A worker's sign of life: a job like any other, so that it proves the bell, the queue and the ledger at once."""

from voice_app.ledger import heartbeats
from workers.shop import at_work


def beat() -> None:
    """Job: say that a worker hears the bell."""
    house = at_work().house
    with house.ledger.write() as ledger:
        heartbeats.beat(ledger, "worker", house.now())
