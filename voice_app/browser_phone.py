"""The phone in an agent's browser: who has one, on whose network, and the token with which the page registers it.

A token is signed here, and it is the browser that shows it to the carrier. Its holder may be rung as one client and may
dial nobody, so that a stolen one costs no money. Deliberately asks no carrier, and knows no page.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from voice_app.ledger.agents import Agent
from voice_app.settings import Settings

LASTS = timedelta(minutes=20)
"""How long a token opens the door, and so how long a phone rings at most after its agent's session was ended. The page
renews it in time; a talk outlives it."""

Network = Literal["twilio", "stand-in"]


@dataclass(frozen=True, slots=True)
class Token:
    """`jwt` opens the phone of `identity` until it expires; it is shown to nobody but that agent's own browser."""

    jwt: str = field(repr=False)
    identity: str
    expires_at: datetime


def network_of(settings: Settings, agent: Agent | None) -> Network | None:
    """Where the phone in this agent's browser is registered; None for whoever has none."""
    if not settings.has_browser_phone or agent is None or _identity(agent) is None:
        return None
    return "twilio" if settings.twilio_api_base_url is None else "stand-in"


def token_for(settings: Settings, agent: Agent, now: datetime) -> Token | None:
    """A token for the phone in this agent's browser; None for whoever has none."""
    identity = _identity(agent)
    if identity is None or network_of(settings, agent) is None or settings.twilio_api_secret is None:
        return None
    expires_at = now + LASTS
    token = AccessToken(
        settings.twilio_account_sid,
        settings.twilio_api_key,
        settings.twilio_api_secret.get_secret_value(),
        [VoiceGrant(incoming_allow=True)],
        identity=identity,
        nbf=None,  # "not before" would have Twilio refuse the tokens of a machine whose clock runs ahead
        valid_until=int(expires_at.timestamp()),
    )
    return Token(token.to_jwt(), identity, expires_at)


def _identity(agent: Agent) -> str | None:
    """As TwiML dials it."""
    scheme, _, identity = agent.reach.partition(":")
    return identity if scheme == "client" else None
