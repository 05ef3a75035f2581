"""The phone of one of us is rung, and whoever answers hears a step that is about one thing.

Deliberately writes nothing: whoever asks has written first what the ring is for, and writes what came of it.
"""

from flows.thread import Step, Thread
from routing.skills import AgentId, CallSid
from workers.shop import Shop


def ring(shop: Shop, agent: AgentId, node: str, subject: str, status_url: str) -> CallSid:
    """The leg that rings. Raises TelephonyError."""
    house, who = shop.house, shop.house.roster[agent]
    step = Step(node, Thread(house.terms.spoken_to(who.languages), subject=subject))
    leg = shop.carrier.ring(
        who.reach,
        url=house.urls.step(step),
        fallback_url=house.urls.agent_fallback(subject),
        status_url=status_url,
        rings_for=house.line.waiting.ring_agent,
    )
    return CallSid(leg)
