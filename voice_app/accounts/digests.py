"""What of a secret is kept: a keyed digest, so that whoever reads the ledger can open nothing with it.

Every digest has a purpose, so that what proves one thing proves no other. A new `SECRET_KEY` ends all sessions and
invitations, and makes every second factor be set up anew.
"""

import hashlib
import hmac
from typing import Literal

from voice_app.settings import Settings

Purpose = Literal[
    "session",
    "screen",
    "invitation",
    "invitation letter",
    "form",
    "name",
    "address",
    "second factor",
    "codes tried",
    "recovery code",
    "code by text",
    "pin",
]


def digest(settings: Settings, purpose: Purpose, secret: str) -> str:
    return raw_digest(settings, purpose, secret).hex()


def raw_digest(settings: Settings, purpose: Purpose, secret: str) -> bytes:
    if settings.secret_key is None:
        raise ValueError("without a SECRET_KEY nothing can be kept secret")
    key = settings.secret_key.get_secret_value().encode()
    return hmac.new(key, f"{purpose}\n{secret}".encode(), hashlib.sha256).digest()


def is_same(one: str, other: str) -> bool:
    """In the same time, whatever they are."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
