"""A clock that is pushed, for whatever counts seconds that only go forward; and how patient Redis is met by it."""

from dataclasses import dataclass

import pytest

from voice_app.breaker import Breaker
from voice_app.runtime import REDIS_RESTS, OnePatience


@dataclass
class Watch:
    """It shows what it was pushed to."""

    seconds: float = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def patience(watch: Watch) -> OnePatience:
    return OnePatience(Breaker(REDIS_RESTS, watch))
