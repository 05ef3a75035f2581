"""What is told and asked by text around a talk: agents what it is about and how it ended, callers whether it helped.

Bells make it quick; the ticker looks all the same.

Deliberately words nothing and chooses nobody: `agent_texts` and `follow_up` do.
"""

from datetime import datetime

from voice_app.ledger import ReservationId
from voice_app.texting import agent_texts, follow_up
from workers.shop import Shop, at_work


def tell_agent(reservation: str) -> None:
    """Job: write to an agent what the work is about that was just accepted."""
    house = at_work().house
    agent_texts.tell(house, ReservationId(reservation), house.now())


def ask_agents() -> None:
    """Job: a call is over, of an agent who says by text how it ended."""
    house = at_work().house
    agent_texts.ask_how_it_ended(house, house.now())


def ask_agents_how_it_ended(shop: Shop, now: datetime) -> None:
    """Calls that are over, of agents who say by text how they ended."""
    agent_texts.ask_how_it_ended(shop.house, now)


def ask_whether_we_helped(shop: Shop, now: datetime) -> None:
    """Callers who said that they may be asked, some time after a talk that came to a good end."""
    follow_up.ask_all(shop.house, now)
