"""The kinds of value in a scenario file: lengths of time, shares, distributions, ways in which calls arrive.

Deliberately knows no section of the file, and no two values at once. docs/whatif.md explains each of them.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from math import isfinite, sqrt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, PlainValidator, Tag

from routing.whatif import chance
from voice_app.line.section import Section
from voice_app.line.values import UNITS, WEEKDAYS
from voice_app.mistakes import wrong

# ── lengths and shares ──────────────────────────────────────────────────────────────────────────────────────────────

LENGTH = 'Write it like "90s", "2.5m", "24h", or as a number of seconds'
LONGEST = timedelta(days=3650).total_seconds()


def _read_seconds(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = float(value)
    elif isinstance(value, str) and (match := re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)([smhd])", value)):
        seconds = float(match[1]) * UNITS[match[2]].total_seconds()
    else:
        raise wrong(f"{value!r} is no length of time", LENGTH)
    if not 0 <= seconds <= LONGEST or not isfinite(seconds):
        raise wrong(f"{value!r} is no length of time between none and ten years", LENGTH)
    return seconds


def _some(seconds: float) -> float:
    if seconds <= 0:
        raise wrong("this cannot be nothing", LENGTH)
    return seconds


def _read_share(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise wrong(f"{value!r} is no share", "Write a number from 0 to 1, like 0.8")
    return float(value)


def _read_number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value) or value < 0:
        raise wrong(f"{value!r} is no number that could stand here", "Write a number from 0 up, like 66 or 12.5")
    return float(value)


def _positive(value: float) -> float:
    if value <= 0:
        raise wrong("this cannot be 0", "Write a number above 0")
    return value


def _above_one(value: float) -> float:
    if value <= 1:
        raise wrong(f"{value:g} is not above 1", "Below it, choose gamma or lognormal")
    return value


def _read_day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise wrong(f"{value!r} is no day", "Write it without quotes, like 2026-03-02")


Seconds = Annotated[float, PlainValidator(_read_seconds)]
"""A length of time, in seconds; 0 is one."""
SomeSeconds = Annotated[float, PlainValidator(lambda value: _some(_read_seconds(value)))]
Length = Annotated[timedelta, PlainValidator(lambda value: timedelta(seconds=_read_seconds(value)))]
Share = Annotated[float, PlainValidator(_read_share)]
Number = Annotated[float, PlainValidator(_read_number)]
Positive = Annotated[float, PlainValidator(lambda value: _positive(_read_number(value)))]
Day = Annotated[date, PlainValidator(_read_day)]

# ── distributions ───────────────────────────────────────────────────────────────────────────────────────────────────


class Exponential(Section):
    distribution: Literal["exponential"]
    mean: SomeSeconds

    def drawn(self) -> chance.Distribution:
        return chance.Exponential(self.mean)


class Deterministic(Section):
    distribution: Literal["deterministic"]
    mean: Seconds

    def drawn(self) -> chance.Distribution:
        return chance.Fixed(self.mean)


class Uniform(Section):
    distribution: Literal["uniform"]
    low: Seconds
    high: SomeSeconds

    def drawn(self) -> chance.Distribution:
        return chance.Uniform(min(self.low, self.high), max(self.low, self.high))


class Lognormal(Section):
    distribution: Literal["lognormal"]
    mean: SomeSeconds
    cv: Positive

    def drawn(self) -> chance.Distribution:
        return chance.Lognormal(self.mean, self.cv)


class Gamma(Section):
    distribution: Literal["gamma"]
    mean: SomeSeconds
    cv: Positive

    def drawn(self) -> chance.Distribution:
        return chance.Gamma(self.mean, self.cv)


class Erlang(Section):
    distribution: Literal["erlang"]
    mean: SomeSeconds
    phases: Annotated[int, Field(strict=True, ge=1, le=1000)]

    def drawn(self) -> chance.Distribution:
        return chance.Gamma(self.mean, 1 / sqrt(self.phases))


class Hyperexponential(Section):
    distribution: Literal["hyperexponential"]
    mean: SomeSeconds
    cv: Annotated[float, PlainValidator(lambda value: _above_one(_read_number(value)))]

    def drawn(self) -> chance.Distribution:
        return chance.Hyperexponential(self.mean, self.cv)


class Empirical(Section):
    distribution: Literal["empirical"]
    values: Annotated[tuple[Seconds, ...], Field(min_length=1)]

    def drawn(self) -> chance.Distribution:
        return chance.Empirical(self.values)


KINDS = ("exponential", "deterministic", "uniform", "lognormal", "gamma", "erlang", "hyperexponential", "empirical")


def _kind(value: Any) -> str | None:
    if value in ("history", "none"):
        return f"as:{value}"
    if not isinstance(value, Mapping):
        return "as:bare"
    kind = value.get("distribution")
    return f"as:{kind}" if kind in KINDS else None


def _bare(value: Any) -> Exponential:
    return Exponential(distribution="exponential", mean=_some(_read_seconds(value)))


KIND = Discriminator(
    _kind,
    custom_error_type="no_distribution",
    custom_error_message="no distribution of this kind is known. There are: " + ", ".join(KINDS),
)
Drawn = (
    Annotated[Exponential, PlainValidator(_bare), Tag("as:bare")]
    | Annotated[Exponential, Tag("as:exponential")]
    | Annotated[Deterministic, Tag("as:deterministic")]
    | Annotated[Uniform, Tag("as:uniform")]
    | Annotated[Lognormal, Tag("as:lognormal")]
    | Annotated[Gamma, Tag("as:gamma")]
    | Annotated[Erlang, Tag("as:erlang")]
    | Annotated[Hyperexponential, Tag("as:hyperexponential")]
    | Annotated[Empirical, Tag("as:empirical")]
)
History = Annotated[Literal["history"], Tag("as:history")]
Distribution = Annotated[Drawn, KIND]
Handling = Annotated[Drawn | History, KIND]
Patience = Annotated[Drawn | History | Annotated[Literal["none"], Tag("as:none")], KIND]

# ── arrivals ────────────────────────────────────────────────────────────────────────────────────────────────────────

HOURS = tuple(f"{hour:02}" for hour in range(24))


def _read_hours(value: Any) -> Mapping[int, float]:
    return _read_table(value, HOURS, 'Name hours from "00" to "23"')


def _read_weekdays(value: Any) -> Mapping[int, float]:
    return _read_table(value, WEEKDAYS, f"Name weekdays: {', '.join(WEEKDAYS)}")


def _read_table(value: Any, names: tuple[str, ...], remedy: str) -> Mapping[int, float]:
    if not isinstance(value, Mapping) or not value:
        raise wrong("a table with at least one entry is expected here", remedy)
    if strangers := [name for name in value if name not in names]:
        raise wrong(f"{', '.join(map(repr, strangers))} is not known here", remedy)
    return {names.index(name): _read_number(number) for name, number in value.items()}


class PerHour(Section):
    """Poisson, at a constant rate; `weekdays` multiply it."""

    per_hour: Number
    weekdays: Annotated[Mapping[int, float], PlainValidator(_read_weekdays)] = Field(default_factory=dict)


class ByHour(Section):
    """Poisson, at the rate of the hour of the day; an hour that is not named has none. `weekdays` multiply it."""

    by_hour: Annotated[Mapping[int, float], PlainValidator(_read_hours)]
    weekdays: Annotated[Mapping[int, float], PlainValidator(_read_weekdays)] = Field(default_factory=dict)


def _passes(gap: Drawn) -> Drawn:
    if gap.drawn().mean <= 0:
        raise wrong("without any time between them calls would never end", "Let some time pass")
    return gap


class Gap(Section):
    """One after the other, with so much between them."""

    gap: Annotated[Distribution, AfterValidator(_passes)]


class At(Section):
    """So long after the beginning of the run, exactly."""

    at: Annotated[tuple[Seconds, ...], Field(min_length=1)]


class Period(Section):
    """A stretch of the ledger: whole days, the last one left out."""

    from_day: Annotated[Day, Field(alias="from")]
    to_day: Annotated[Day, Field(alias="to")]


class Past(Section):
    """The calls of the ledger, at the same distances from the beginning of the run as from that of the period."""

    history: Period


WAYS = ("per_hour", "by_hour", "gap", "at", "history")


def _way(value: Any) -> str | None:
    if not isinstance(value, Mapping):
        return "as:number"
    given = [way for way in WAYS if way in value]
    return f"as:{given[0]}" if len(given) == 1 else None


def _steady(value: Any) -> PerHour:
    return PerHour(per_hour=_read_number(value))


Arrivals = Annotated[
    Annotated[PerHour, PlainValidator(_steady), Tag("as:number")]
    | Annotated[PerHour, Tag("as:per_hour")]
    | Annotated[ByHour, Tag("as:by_hour")]
    | Annotated[Gap, Tag("as:gap")]
    | Annotated[At, Tag("as:at")]
    | Annotated[Past, Tag("as:history")],
    Discriminator(
        _way,
        custom_error_type="no_way",
        custom_error_message="exactly one way in which calls arrive is expected here. There are: " + ", ".join(WAYS),
    ),
]
