"""Which phones there are, which of them may be called, and how a number is read, shown and placed in the world.

Pure. Deliberately never imports `phonenumbers.geocoder` (101 MB), and dials nothing: the caps and the
supervisor's approval are somebody else's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NewType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat, PhoneNumberType, shortnumberinfo
from phonenumbers.timezone import time_zones_for_number

Phone = NewType("Phone", str)
"""A number in E.164: `+`, country code, national number."""

Decision = Literal["callable", "needs_approval", "impossible"]
Reason = Literal[
    "in_policy",
    "no_number",
    "own_number",
    "emergency",
    "international_network",
    "country",
    "denied_prefix",
    "premium_exchange",
    "number_type",
]

PLACEHOLDERS = frozenset({"266696687", "7378742833", "2562533", "86282452253", "8656696"})
"""What carriers send for ANONYMOUS, RESTRICTED, BLOCKED, UNAVAILABLE and UNKNOWN, typed on a keypad."""

ORDINARY = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
    }
)
INTERNATIONAL_NETWORKS = "001"
"""The region that phonenumbers gives to satellite and other networks of no country; they test as MOBILE and valid."""

LOCAL_PREMIUM = re.compile(r"\+1\d{3}976\d{4}")
"""The paid exchange of every area in North America, which phonenumbers takes for an ordinary number."""

WHEREVER = "112"
"""The emergency number of most of the world, and of all its mobile networks."""

LANGUAGES_OF = {
    "BE": ("nl", "fr"),
    "CH": ("de", "fr"),
    "LU": ("fr", "de"),
    **dict.fromkeys(("NL", "AW", "BQ", "CW", "SR", "SX"), ("nl",)),
    **dict.fromkeys(("DE", "AT", "LI"), ("de",)),
    **dict.fromkeys(("FR", "MC", "GF", "GP", "MQ", "NC", "PF", "RE", "YT"), ("fr",)),
    **dict.fromkeys(
        ("BF", "BJ", "CD", "CG", "CI", "CM", "DZ", "GA", "GN", "MA", "ML", "NE", "SN", "TG", "TN"), ("fr",)
    ),
}
"""What a caller from there probably speaks, out of what we do; it only opens the greeting. Where there are two, the
line's order decides, because no number tells (Brussels is both)."""

_CALLER_ID = re.compile(r"\+?[0-9][0-9 ().\-]*")


@dataclass(frozen=True, slots=True)
class Policy:
    """Which numbers this line calls: the regions it may call (ISO 3166), and its own numbers, which it never does.

    `denied`: how numbers begin that it does not call although their region is allowed; `+` and digits.
    """

    allowed_regions: frozenset[str]
    own: frozenset[Phone]
    denied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What policy says of a number, and the one reason that decided it."""

    decision: Decision
    reason: Reason


def parse(raw: str, region: str) -> Phone | None:
    """The phone behind a caller id, read in `region` where it has no country code.

    None for whoever shows no number: `anonymous`, `unknown`, a keypad placeholder, `client:` and `sip:` addresses.
    The number need not be assigned: that is for `judge`.
    """
    text = raw.strip()
    if not _CALLER_ID.fullmatch(text):
        return None
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if re.sub(r"\D", "", text) in PLACEHOLDERS or not phonenumbers.is_possible_number(number):
        return None
    return Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def parse_typed(digits: str, region: str) -> Phone | None:
    """The phone that somebody keyed in, national or international (`00…`); None where it cannot be one."""
    return parse("".join(key for key in digits if key in "0123456789"), region)


def judge(phone: Phone | None, policy: Policy) -> Verdict:
    """Whether this number may be called. What is outside policy is a colleague's to approve, never lost, never dialled.

    Emergency numbers and our own cannot be called at all. Nor can a number that is not assigned in a country that we
    call, whose plan we know: somebody mistyped it. Of other countries' new ranges we may not have heard.
    """
    if phone is None:
        return Verdict("impossible", "no_number")
    if phone in policy.own:
        return Verdict("impossible", "own_number")
    number = phonenumbers.parse(phone)
    if not phonenumbers.is_valid_number(number):
        return _judge_unassigned(phone, number, policy)
    outside = _outside(phone, number, policy)
    return Verdict("needs_approval", outside) if outside else Verdict("callable", "in_policy")


def _judge_unassigned(phone: Phone, number: PhoneNumber, policy: Policy) -> Verdict:
    if _begins_as_emergency(number):
        return Verdict("impossible", "emergency")
    country = phonenumbers.region_code_for_country_code(number.country_code or 0)
    is_known_not_to_be = country in policy.allowed_regions or phone.removeprefix("+") in PLACEHOLDERS
    return Verdict("impossible", "no_number") if is_known_not_to_be else Verdict("needs_approval", "country")


def _outside(phone: Phone, number: PhoneNumber, policy: Policy) -> Reason | None:
    region = phonenumbers.region_code_for_number(number)
    if region == INTERNATIONAL_NETWORKS:
        return "international_network"
    if region not in policy.allowed_regions:
        return "country"
    if phone.startswith(policy.denied):
        return "denied_prefix"
    if LOCAL_PREMIUM.fullmatch(phone):
        return "premium_exchange"
    if phonenumbers.number_type(number) not in ORDINARY:
        return "number_type"
    return None


def _begins_as_emergency(number: PhoneNumber) -> bool:
    """911 and seven more digits reach 911. Asked of unassigned numbers only: no assigned one is ever taken for an
    emergency by the network, but some begin with the same digits (Lithuania's 03…)."""
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return shortnumberinfo.connects_to_emergency_number(_national_digits(number), region)


def emergency_number(region: str) -> str:
    """What is called in this region (ISO 3166) by who is in danger: 112 wherever it is answered, or nothing else is
    known."""
    if shortnumberinfo.is_emergency_number(WHEREVER, region):
        return WHEREVER
    known = PhoneMetadata.short_metadata_for_region(region)
    return (known and known.emergency and known.emergency.example_number) or WHEREVER


def is_assigned(phone: Phone) -> bool:
    """Whether the numbering plan that we know has room for this number; new ranges appear before we hear of them."""
    return phonenumbers.is_valid_number(phonenumbers.parse(phone))


def takes_texts(phone: Phone) -> bool:
    """Not a landline, as far as the numbering plan tells."""
    return phonenumbers.number_type(phonenumbers.parse(phone)) != PhoneNumberType.FIXED_LINE


def region_of(phone: Phone) -> str | None:
    """The region (ISO 3166) of a number; None where the numbering plan does not say."""
    return phonenumbers.region_code_for_number(phonenumbers.parse(phone))


def code_of(region: str) -> int:
    """The country code of a region (ISO 3166), by which its numbers begin after the `+`."""
    return phonenumbers.country_code_for_region(region)


def is_mobile(phone: Phone) -> bool:
    """Whether a text can arrive there. Where the plan does not tell mobiles from others (North America), it may."""
    kinds = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return phonenumbers.number_type(phonenumbers.parse(phone)) in kinds


def read_back(phone: Phone, region: str) -> str:
    """The digits as people of `region` say them: national at home, `+` and all digits elsewhere."""
    number = phonenumbers.parse(phone)
    return _national_digits(number) if phonenumbers.region_code_for_number(number) == region else phone


def zones(phone: Phone) -> tuple[ZoneInfo, ...]:
    """Every time zone the number can have: a call is polite where it is polite in all of them. Empty: not known."""
    found = []
    for name in time_zones_for_number(phonenumbers.parse(phone)):
        try:
            found.append(ZoneInfo(name))
        except ZoneInfoNotFoundError:  # "Etc/Unknown", or a name that this machine's data lacks
            continue
    return tuple(found)


def language_for(phone: Phone | None, languages: Sequence[str]) -> str:
    """The language to greet this caller in, out of the line's own: the first that is spoken in the country of the
    number, else English, else the first of all."""
    region = region_of(phone) if phone else None
    if region is None:
        return languages[0]
    spoken_there = LANGUAGES_OF.get(region, ())
    wanted = (*(language for language in languages if language in spoken_there), "en")
    return next((language for language in wanted if language in languages), languages[0])


def prefix_of(phone: Phone) -> str:
    """The number without its last four digits: fraud comes in ranges, people do not."""
    return phone[:-4]


def mask(phone: str) -> str:
    """A number as it may be shown to whoever need not call it: `+31…78`."""
    shown = phone[:3] if phone.startswith("+") else ""
    return f"{shown}…{phone[-2:]}"


def _national_digits(number: PhoneNumber) -> str:
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return "".join(character for character in national if character.isdigit())
