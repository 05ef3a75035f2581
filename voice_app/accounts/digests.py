"""What of a secret is kept: a keyed digest, so that whoever reads the ledger can open nothing with it.

Every digest has a purpose, so that what proves one thing proves no other. While `SECRET_KEY` is rotated it holds two
keys: digests are made under the first, and those that were made under either count. A key that is taken out ends the
sessions and invitations under it, and makes the second factors under it be set up anew.
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import Literal, TypeVar

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

T = TypeVar("T")


def digest(settings: Settings, purpose: Purpose, secret: str) -> str:
    return digests(settings, purpose, secret)[0]


def digests(settings: Settings, purpose: Purpose, secret: str) -> tuple[str, ...]:
    """Under every key that counts; the first is what `digest` gives."""
    return tuple(each.hex() for each in raw_digests(settings, purpose, secret))


def raw_digests(settings: Settings, purpose: Purpose, secret: str) -> tuple[bytes, ...]:
    if not settings.secret_keys:
        raise ValueError("without a SECRET_KEY nothing can be kept secret")
    said = f"{purpose}\n{secret}".encode()
    return tuple(hmac.new(key.encode(), said, hashlib.sha256).digest() for key in settings.secret_keys)


def found_by(settings: Settings, purpose: Purpose, secret: str, look: Callable[[str], T | None]) -> T | None:
    """What is kept under the digest of this secret, by whichever key that counts it was made."""
    return next(filter(None, map(look, digests(settings, purpose, secret))), None)


def is_one_of(given: str, known: tuple[str, ...]) -> bool:
    """In the same time, whichever it is."""
    return sum(is_same(given, each) for each in known) > 0


def is_same(one: str, other: str) -> bool:
    """In the same time, whatever they are."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
