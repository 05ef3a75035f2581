"""The kinds of value in a line file, each written in one way: durations, stretches of a day, numbers, languages.

Each kind reads the text of the file, says in plain words what is wrong with it, and writes the same text again.
Deliberately knows no section of the file, and no two values at once.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import holidays as calendars
import phonenumbers
from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, PlainValidator

from routing.calendar import MINUTES_OF_A_DAY, DaySpan
from voice_app.mistakes import did_you_mean, wrong
from voice_app.numbers import Phone, is_assigned, parse

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPOKEN = ("nl", "en", "fr", "de")
"""The languages that the house speaks."""

UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}
LONGEST_DURATION = timedelta(days=3650)
LONGEST_NOTICE = timedelta(seconds=6)
"""What a caller may have to hear before an agent is joined; a voice says some 14 characters a second."""

T = TypeVar("T")


def written(read: Callable[[str], T], example: str) -> Callable[[Any], T]:
    """A reader of texts that refuses everything else TOML can hold."""

    def read_text(value: Any) -> T:
        if not isinstance(value, str):
            raise wrong("a text in quotes is expected here", f"Write it like {example}")
        return read(value)

    return read_text


# ── time ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_duration(text: str) -> timedelta:
    match = re.fullmatch(r"([0-9]{1,9})([smhd])", text)
    if not match or not (length := int(match[1]) * UNITS[match[2]]):
        raise wrong(f"{text!r} is no duration of a second or more", 'Write it like "15s", "3m", "24h" or "90d"')
    if length > LONGEST_DURATION:
        raise wrong(f"{text!r} is longer than ten years", "Write a shorter one")
    return length


def write_duration(length: timedelta) -> str:
    """In the largest unit that comes out whole."""
    unit = next(unit for unit, size in UNITS.items() if length % size == timedelta())
    return f"{length // UNITS[unit]}{unit}"


def _read_span(text: str) -> DaySpan:
    match = re.fullmatch(r"([0-9]{2}):([0-5][0-9])-([0-9]{2}):([0-5][0-9])", text)
    if not match:
        raise wrong(f"{text!r} is no stretch of a day", 'Write it like "09:00-17:30"')
    start, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    if end > MINUTES_OF_A_DAY:
        raise wrong(f"{text!r} ends after the day does", 'The last minute of a day is written "24:00"')
    if start >= end:
        raise wrong(f"{text!r} ends before it begins", "Over midnight, write two: one to 24:00, one from 00:00")
    return DaySpan(start, end)


def write_span(span: DaySpan) -> str:
    return f"{clock_of(span.from_minute)}-{clock_of(span.to_minute)}"


def clock_of(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _apart(spans: tuple[DaySpan, ...]) -> tuple[DaySpan, ...]:
    in_order = tuple(sorted(spans))
    for one, next_one in pairwise(in_order):
        if next_one.from_minute < one.to_minute:
            raise wrong(f"{write_span(one)} and {write_span(next_one)} overlap", "Make them one, or move one of them")
    return in_order


@dataclass(frozen=True, slots=True)
class OnCall:
    """A stretch of one weekday (Monday is 0) in which an agent may be rung for a promise that would else be broken."""

    weekday: int
    span: DaySpan


def _read_on_call(text: str) -> OnCall:
    day, _, span = text.partition(" ")
    if day not in WEEKDAYS:
        raise wrong(f"{text!r} names no weekday", 'Write it like "sat 16:00-21:00"; ' + did_you_mean(day, WEEKDAYS))
    return OnCall(WEEKDAYS.index(day), _read_span(span))


def write_on_call(on_call: OnCall) -> str:
    return f"{WEEKDAYS[on_call.weekday]} {write_span(on_call.span)}"


def _read_zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # no such zone; no such name; a folder of zones
        raise wrong(f"there is no time zone {text!r}", did_you_mean(text, sorted(available_timezones()))) from None


def _read_holidays(text: str) -> str:
    country, _, part = text.partition("-")
    known = getattr(calendars, country, None) if re.fullmatch(r"[A-Z]{2}", country) else None
    if known is None or (part and part not in known().subdivisions):
        raise wrong(f"no holidays are known for {text!r}", "Write an ISO 3166 code, like NL or DE-BY, or leave it out")
    return text


# ── people and places ───────────────────────────────────────────────────────────────────────────────────────────────


def _read_phone(text: str) -> Phone:
    phone = parse(text, "ZZ") if text.startswith("+") else None
    if phone is None or phone != text:
        raise wrong(f"{text!r} is no phone number", "Write it in E.164, like +31201234567")
    return phone


def _read_own_phone(text: str) -> Phone:
    """A number of ours must be a real one; a number of other people may lie in a range newer than our data."""
    phone = _read_phone(text)
    if not is_assigned(phone):
        raise wrong(f"no such number can exist: {text!r}", "Check every digit")
    return phone


def _read_prefix(text: str) -> str:
    if not re.fullmatch(r"\+[1-9][0-9]{0,13}", text):
        raise wrong(f"{text!r} is no beginning of a phone number", "Write + and the first digits, like +31970")
    return text


def _read_reach(text: str) -> str:
    scheme, _, address = text.partition(":")
    match scheme:
        case "tel":
            _read_phone(address)
        case "sip" if re.fullmatch(r"[A-Za-z0-9_.!~*'()&=+$%\-]+@[A-Za-z0-9.\-]+(:[0-9]{1,5})?", address):
            _at_most(254, text)  # Twilio's limit (TwiML, Sip)
        case "client" if re.fullmatch(r"[A-Za-z0-9_.@+\-]+", address):
            _at_most(256, address)  # Twilio's limit (TwiML, Client)
        case _:
            raise wrong(f"no phone is reached at {text!r}", "Write tel:+31…, sip:name@host or client:name")
    return text


def _at_most(most: int, text: str) -> None:
    if len(text) > most:
        raise wrong(f"this address has more than {most} characters", "Shorten it")


def _read_language(text: str) -> str:
    plain, dash, _ = text.partition("-")
    if plain in SPOKEN and dash:
        remedy = f"Write {plain}: Belgians are spoken to as Belgians all the same"
        raise wrong(f"{text!r} is a language and a country", remedy)
    if text not in SPOKEN:
        raise wrong(f"{text!r} is no language of ours", f"Choose from {', '.join(SPOKEN)}")
    return text


def _read_region(text: str) -> str:
    if text not in phonenumbers.SUPPORTED_REGIONS:
        raise wrong(f"{text!r} is no country", "Write its ISO 3166 code in capitals, like NL")
    return text


def _read_name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_\-]{0,39}", text):
        raise wrong(f"{text!r} is no name for this", "Use small letters, digits, - and _, at most 40")
    return text


def _read_label(text: str) -> str:
    if not text.strip() or len(text) > 100:  # noqa: PLR2004 - what is spoken in a menu, and Twilio's limit of a hint
        raise wrong("a few words are expected here", "Write 1 to 100 characters")
    return " ".join(text.split())  # it stands in the subject of a letter, too


def _read_sentence(text: str) -> str:
    if not text.strip() or len(text) > 300:  # noqa: PLR2004 - what a person can ask in a breath or two
        raise wrong("a sentence is expected here", "Write 1 to 300 characters")
    return " ".join(text.split())


def _read_notice(text: str) -> str:
    if not text.strip() or len(text) > 80:  # noqa: PLR2004 - LONGEST_NOTICE
        raise wrong("one short sentence is expected here", "Write 1 to 80 characters: an agent is held up by it")
    return text.strip()


def _read_email(text: str) -> str:
    if not re.fullmatch(r"(?!.*=\?)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]{1,64}@[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)+", text):
        raise wrong(f"{text!r} is no e-mail address", 'Write it like "supervisor@example.org"')  # "=?": RFC 2047
    return text


def _read_web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment:
        raise wrong(f"{text!r} is no address of a webhook", 'Write it like "https://hooks.example.org/gehoor"')
    return text


def _read_pin(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4,8}", text):
        raise wrong("a PIN is keyed in on a phone", "Write 4 to 8 digits in quotes")
    return text


def _read_keep_free(value: Any) -> Any:
    if value != "auto" and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise wrong(f"{value!r} is no number of agents", 'Write a number, or "auto"')
    return value


def _rising(values: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
    if any(later < sooner for sooner, later in pairwise(values)):
        raise wrong("a step comes before the one in front of it", "Put the shortest first")
    return values


def _different(values: tuple[T, ...]) -> tuple[T, ...]:
    if len(set(values)) < len(values):
        raise wrong("something is in this list twice", "Name each once")
    return values


Duration = Annotated[
    timedelta, PlainValidator(written(_read_duration, '"15s"')), PlainSerializer(write_duration, return_type=str)
]
TimeOfDay = Annotated[
    DaySpan, PlainValidator(written(_read_span, '"09:00-17:30"')), PlainSerializer(write_span, return_type=str)
]
Day = Annotated[tuple[TimeOfDay, ...], AfterValidator(_apart)]
OnCallWindow = Annotated[
    OnCall,
    PlainValidator(written(_read_on_call, '"sat 16:00-21:00"')),
    PlainSerializer(write_on_call, return_type=str),
]
Zone = Annotated[
    ZoneInfo,
    PlainValidator(written(_read_zone, '"Europe/Amsterdam"')),
    PlainSerializer(lambda zone: zone.key, return_type=str),
]
HolidaysOf = Annotated[str, BeforeValidator(written(_read_holidays, '"NL"'))]
OwnPhone = Annotated[Phone, PlainValidator(written(_read_own_phone, '"+31201234567"'))]
AnyPhone = Annotated[Phone, PlainValidator(written(_read_phone, '"+31612345678"'))]
Prefix = Annotated[str, BeforeValidator(written(_read_prefix, '"+31970"'))]
Reach = Annotated[str, BeforeValidator(written(_read_reach, '"tel:+31612345678"'))]
SpokenLanguage = Annotated[str, BeforeValidator(written(_read_language, '"nl"'))]
RegionCode = Annotated[str, BeforeValidator(written(_read_region, '"NL"'))]
Name = Annotated[str, BeforeValidator(written(_read_name, '"billing"'))]
Label = Annotated[str, BeforeValidator(written(_read_label, '"a bill"'))]
EmailAddress = Annotated[str, BeforeValidator(written(_read_email, '"supervisor@example.org"'))]
WebAddress = Annotated[str, BeforeValidator(written(_read_web_address, '"https://hooks.example.org/gehoor"'))]
Cap = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Pin = Annotated[str, BeforeValidator(written(_read_pin, '"4711"'))]
KeepFree = Annotated[int | str, BeforeValidator(_read_keep_free)]
Rising = AfterValidator(_rising)
Different = AfterValidator(_different)
Level = Annotated[int, Field(strict=True, ge=1, le=3)]
Labels = Annotated[Mapping[SpokenLanguage, Label], AfterValidator(MappingProxyType), PlainSerializer(dict)]
Sentence = Annotated[str, BeforeValidator(written(_read_sentence, '"May I record this?"'))]
Sentences = Annotated[Mapping[SpokenLanguage, Sentence], AfterValidator(MappingProxyType), PlainSerializer(dict)]
Notice = Annotated[str, BeforeValidator(written(_read_notice, '"A colleague may listen, to learn from it."'))]
Notices = Annotated[Mapping[SpokenLanguage, Notice], AfterValidator(MappingProxyType), PlainSerializer(dict)]
MOST_BREAK_REASONS = 9
"""As many as one key each chooses among."""
BreakReasons = Annotated[
    Mapping[Name, Annotated[Labels, Field(min_length=1)]],
    Field(max_length=MOST_BREAK_REASONS),
    AfterValidator(MappingProxyType),
    PlainSerializer(lambda reasons: {code: dict(label) for code, label in reasons.items()}),
]
Words = Annotated[
    Mapping[SpokenLanguage, Annotated[tuple[Label, ...], Different]],
    AfterValidator(MappingProxyType),
    PlainSerializer(dict),
]
Levels = Annotated[Mapping[Name, Level], AfterValidator(MappingProxyType), PlainSerializer(dict)]
