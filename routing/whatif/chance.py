"""What chance may bring: how long something takes, when people call.

Everything is in seconds here, so that any unit of time can stand for one. Chance itself is always handed in.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log, sqrt
from random import Random
from typing import Protocol

from routing.forecast import Arrivals

# ── how long ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Distribution(Protocol):
    """How long something takes, in seconds."""

    @property
    def mean(self) -> float: ...

    def draw(self, random: Random) -> float: ...


@dataclass(frozen=True, slots=True)
class Exponential:
    mean: float

    def draw(self, random: Random) -> float:
        return random.expovariate(1.0) * self.mean


@dataclass(frozen=True, slots=True)
class Fixed:
    """Always the same."""

    mean: float

    def draw(self, random: Random) -> float:
        return self.mean


@dataclass(frozen=True, slots=True)
class Uniform:
    low: float
    high: float

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2

    def draw(self, random: Random) -> float:
        return random.uniform(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Lognormal:
    """By its own mean and coefficient of variation (standard deviation over mean), not those of the logarithm."""

    mean: float
    cv: float

    def draw(self, random: Random) -> float:
        variance = log(1 + self.cv * self.cv)
        return self.mean * exp(random.gauss(-variance / 2, sqrt(variance)))


@dataclass(frozen=True, slots=True)
class Gamma:
    """By its mean and coefficient of variation: the shape is 1/cv². An Erlang of k phases has cv = 1/√k."""

    mean: float
    cv: float

    def draw(self, random: Random) -> float:
        shape = 1 / (self.cv * self.cv)
        return random.gammavariate(shape, self.mean / shape)


@dataclass(frozen=True, slots=True)
class Hyperexponential:
    """Short ones and long ones: two exponentials with balanced means (each brings half of the work); cv > 1."""

    mean: float
    cv: float

    def draw(self, random: Random) -> float:
        square = self.cv * self.cv
        short = (1 + sqrt((square - 1) / (square + 1))) / 2
        share = short if random.random() < short else 1 - short
        return random.expovariate(1.0) * self.mean / (2 * share)


@dataclass(frozen=True, slots=True)
class Empirical:
    """Each of these equally often, drawn anew each time."""

    values: Sequence[float]

    @property
    def mean(self) -> float:
        return sum(self.values) / len(self.values)

    def draw(self, random: Random) -> float:
        return random.choice(self.values)


# ── when ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Calls(Protocol):
    """When callers of one kind call."""

    def between(self, from_at: datetime, to_at: datetime, random: Random) -> Iterator[datetime]: ...

    def expected(self, from_at: datetime, to_at: datetime) -> float: ...


@dataclass(frozen=True, slots=True)
class Poisson:
    """Independent callers, at the rate of the hour on the wall clock."""

    arrivals: Arrivals

    def times(self, by: float) -> "Poisson":
        by_hour = {hour: by * calls for hour, calls in self.arrivals.by_hour.items()}
        return Poisson(Arrivals(self.arrivals.zone, by_hour))

    def between(self, from_at: datetime, to_at: datetime, random: Random) -> Iterator[datetime]:
        ahead = random.expovariate(1.0)
        for at, ends_at, rate in self._hours(from_at, to_at):
            left = (ends_at - at).total_seconds() * rate
            while ahead < left:
                yield ends_at - timedelta(seconds=(left - ahead) / rate)
                ahead += random.expovariate(1.0)
            ahead -= left

    def expected(self, from_at: datetime, to_at: datetime) -> float:
        return sum((ends_at - at).total_seconds() * rate for at, ends_at, rate in self._hours(from_at, to_at))

    def _hours(self, at: datetime, to_at: datetime) -> Iterator[tuple[datetime, datetime, float]]:
        """Each hour on the wall clock, or the part of it that lies between, with its calls per second."""
        while at < to_at:
            local = at.astimezone(self.arrivals.zone)
            into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
            ends_at = min(at + timedelta(hours=1) - into, to_at)
            yield at, ends_at, self.arrivals.per_hour(at) / 3600
            at = ends_at


@dataclass(frozen=True, slots=True)
class Renewal:
    """One after the other, with so much between them; the first one so long after the start."""

    gap: Distribution

    def between(self, from_at: datetime, to_at: datetime, random: Random) -> Iterator[datetime]:
        at = from_at + timedelta(seconds=self.gap.draw(random))
        while at < to_at:
            yield at
            at += timedelta(seconds=self.gap.draw(random))

    def expected(self, from_at: datetime, to_at: datetime) -> float:
        return (to_at - from_at).total_seconds() / self.gap.mean


@dataclass(frozen=True, slots=True)
class Replay:
    """At exactly these instants, which are in order."""

    instants: Sequence[datetime]

    def between(self, from_at: datetime, to_at: datetime, random: Random) -> Iterator[datetime]:
        return (at for at in self.instants if from_at <= at < to_at)

    def expected(self, from_at: datetime, to_at: datetime) -> float:
        return bisect_left(self.instants, to_at) - bisect_left(self.instants, from_at)
