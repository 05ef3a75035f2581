"""The one place that hashes passwords, and does so for one person at a time.

A hash takes as long as ten webhooks, and whoever sends a hundred wrong passwords at once must not take the processor
from those who answer calls. So the second is told to come again, at once and politely, instead of being kept in a line.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from voice_app.accounts.passwords import LONGEST, normal

HASHER = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)
"""Argon2id with what OWASP calls the least: 19 MiB, two rounds, one lane. 33 ms on two small cores."""


@cache
def nobodys() -> str:
    """What is compared with where there is no password, so that a name that does not exist takes as long as one that
    does. Made by each process before its first visitor."""
    return HASHER.hash("a password that nobody has")


_one_at_a_time = Semaphore(1)


class Busy(Exception):
    """Somebody else's password is being hashed in this process: try again in a moment."""


@contextmanager
def a_turn() -> Iterator[None]:
    """Hash only within it. Raises Busy, at once."""
    if not _one_at_a_time.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _one_at_a_time.release()


def hashed(password: str) -> str:
    return HASHER.hash(normal(password))


def is_right(kept: str | None, given: str) -> bool:
    """Whether this is the password; None, where there is none, takes as long and is never right."""
    try:
        return HASHER.verify(kept or nobodys(), normal(given)[: LONGEST + 1]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with other parameters than are usual by now."""
    return HASHER.check_needs_rehash(kept)
