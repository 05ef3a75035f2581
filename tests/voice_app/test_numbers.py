"""Which numbers are called: a table of exact decisions, and every kind of number of every region."""

import sys

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType, shortnumberinfo

from voice_app.numbers import (
    LOCAL_PREMIUM,
    ORDINARY,
    PLACEHOLDERS,
    Phone,
    Policy,
    Verdict,
    emergency_number,
    judge,
    language_for,
    mask,
    parse,
    parse_typed,
    read_back,
    region_of,
    zones,
)

OWN = Phone("+31201234567")
HOME = Policy(frozenset({"NL", "BE", "DE", "FR"}), frozenset({OWN}))
DENYING = Policy(HOME.allowed_regions, HOME.own, denied=("+3197", "+336999"))
RUSSIA = Policy(frozenset({"RU"}), frozenset({OWN}))
AMERICA = Policy(frozenset({"US", "GB"}), frozenset({OWN}))

CALLABLE = Verdict("callable", "in_policy")
COUNTRY = Verdict("needs_approval", "country")
SATELLITE = Verdict("needs_approval", "international_network")
DENIED = Verdict("needs_approval", "denied_prefix")
KIND = Verdict("needs_approval", "number_type")
EXCHANGE = Verdict("needs_approval", "premium_exchange")
NO_NUMBER = Verdict("impossible", "no_number")
EMERGENCY = Verdict("impossible", "emergency")
OURS = Verdict("impossible", "own_number")

DECISIONS = [
    # ordinary phones of the allowed countries
    (HOME, "+31612345678", CALLABLE),
    (HOME, "+31207654321", CALLABLE),
    (HOME, "+31701234567", CALLABLE),
    (HOME, "+31850000000", CALLABLE),  # VoIP
    (HOME, "+3197010200000", CALLABLE),
    (HOME, "+32470123456", CALLABLE),
    (HOME, "+3225550123", CALLABLE),
    (HOME, "+3210123456", CALLABLE),  # Wavre: begins with 10, as the fire brigade's 100 and 101 do
    (HOME, "+4915123456789", CALLABLE),
    (HOME, "+493012345678", CALLABLE),
    (HOME, "+33612345678", CALLABLE),
    (HOME, "+33153123456", CALLABLE),  # Paris: begins with 15, the ambulance
    (HOME, "+33112345678", CALLABLE),  # begins with 112
    # our own
    (HOME, "+31201234567", OURS),
    # numbers that cost the caller, at home too
    (HOME, "+319001234567", KIND),
    (HOME, "+319061234", KIND),
    (HOME, "+31900123456", KIND),
    (HOME, "+318001234", KIND),
    (HOME, "+31880000000", KIND),
    (HOME, "+31140201", NO_NUMBER),
    (HOME, "+3290012345", KIND),
    (HOME, "+3290212345", KIND),
    (HOME, "+3278791234", KIND),
    (HOME, "+3280012345", KIND),
    (HOME, "+499001234567", KIND),
    (HOME, "+491801234567", KIND),
    (HOME, "+498001234567", KIND),
    (HOME, "+33899123456", KIND),
    (HOME, "+33801234567", KIND),
    (HOME, "+33810123456", KIND),
    # satellites and networks of no country
    (HOME, "+870773111632", SATELLITE),
    (HOME, "+881612345678", SATELLITE),
    (HOME, "+8823421234", SATELLITE),
    (HOME, "+883510012345", SATELLITE),
    (HOME, "+878101234567890", SATELLITE),
    (HOME, "+979123456789", SATELLITE),
    (HOME, "+80812345678", SATELLITE),
    (HOME, "+80012345678", SATELLITE),
    # other countries, ordinary or not
    (HOME, "+447400123456", COUNTRY),
    (HOME, "+12125550100", COUNTRY),
    (HOME, "+18765230123", COUNTRY),
    (HOME, "+18092345678", COUNTRY),
    (HOME, "+41781234567", COUNTRY),
    (HOME, "+352628123456", COUNTRY),
    (HOME, "+252611234567", COUNTRY),  # Somalia, Cuba, Latvia, Tunisia: where the fraud hides among mobiles
    (HOME, "+5351234567", COUNTRY),
    (HOME, "+37121234567", COUNTRY),
    (HOME, "+21620123456", COUNTRY),
    (HOME, "+15005550006", COUNTRY),
    (HOME, "+59995123456", COUNTRY),
    # North America: one code, 25 countries
    (AMERICA, "+12125550100", CALLABLE),
    (AMERICA, "+12129765555", EXCHANGE),
    (AMERICA, "+19002345678", KIND),
    (AMERICA, "+15005550006", KIND),
    (AMERICA, "+18002345678", KIND),
    (AMERICA, "+13109765555", EXCHANGE),
    (AMERICA, "+17189761234", EXCHANGE),
    (AMERICA, "+12029769999", EXCHANGE),
    (AMERICA, "+12125559760", CALLABLE),  # 976 elsewhere in a number means nothing
    (AMERICA, "+15332345678", KIND),
    (AMERICA, "+14165550100", COUNTRY),
    (AMERICA, "+12684601234", COUNTRY),  # Antigua, Bermuda, Jamaica, Dominican Republic, Saint Lucia, Puerto Rico
    (AMERICA, "+14413701234", COUNTRY),
    (AMERICA, "+16582101234", COUNTRY),
    (AMERICA, "+18295678901", COUNTRY),
    (AMERICA, "+17582845678", COUNTRY),
    (AMERICA, "+17872345678", COUNTRY),
    (AMERICA, "+12462345678", COUNTRY),
    (AMERICA, "+12465550100", NO_NUMBER),
    (AMERICA, "+19116666666", EMERGENCY),
    # Britain and its islands
    (AMERICA, "+442079460018", CALLABLE),
    (AMERICA, "+447400123456", CALLABLE),
    (AMERICA, "+447781123456", COUNTRY),
    (AMERICA, "+447624123456", COUNTRY),
    (AMERICA, "+441481256789", COUNTRY),  # Guernsey, Jersey, Man
    (AMERICA, "+441534456789", COUNTRY),
    (AMERICA, "+441624756789", COUNTRY),
    (AMERICA, "+449012345678", KIND),
    (AMERICA, "+448431234567", KIND),
    (AMERICA, "+447012345678", KIND),
    (AMERICA, "+447640123456", KIND),
    (AMERICA, "+448001234567", KIND),
    (AMERICA, "+445512345678", KIND),
    # one code, two countries
    (RUSSIA, "+79123456789", CALLABLE),
    (RUSSIA, "+77710009998", COUNTRY),
    (RUSSIA, "+77172123456", COUNTRY),
    # denied by the line, in countries that it calls
    (DENYING, "+3197010200000", DENIED),
    (DENYING, "+33699912345", DENIED),
    (DENYING, "+33612345678", CALLABLE),
    (DENYING, "+31612345678", CALLABLE),
    (DENYING, "+31201234567", OURS),
    # what cannot be a number
    (HOME, "+31600000000", NO_NUMBER),
    (HOME, "+3120123456", NO_NUMBER),
    (HOME, "+3112345", NO_NUMBER),
    *((HOME, Phone(f"+{digits}"), NO_NUMBER) for digits in sorted(PLACEHOLDERS)),
    # not assigned as far as we know, in a country whose plan is not ours to know
    (HOME, "+447700900123", COUNTRY),
    (HOME, "+12465550100", COUNTRY),
]


@pytest.mark.threat("T1")
@pytest.mark.parametrize(
    ("policy", "phone", "verdict"), DECISIONS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_decision_for(policy: Policy, phone: Phone, verdict: Verdict) -> None:
    assert judge(phone, policy) == verdict


@pytest.mark.threat("T1")
def test_nobody_is_called_who_showed_no_number() -> None:
    assert judge(None, HOME) == NO_NUMBER


ALL_REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


def examples() -> list[tuple[str, phonenumbers.PhoneNumber]]:
    """Every kind of number of every region, as the numbering plans give an example of it."""
    regions = [*phonenumbers.SUPPORTED_REGIONS, *phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS]
    found = []
    for region in regions:
        for kind in PhoneNumberType.values():
            if isinstance(region, int):
                number = phonenumbers.example_number_for_non_geo_entity(region)
            else:
                number = phonenumbers.example_number_for_type(region, kind)
            if number is not None:
                found.append((str(region), number))
    return found


@pytest.mark.threat("T1")
def test_of_all_the_numbers_on_earth_only_ordinary_ones_of_allowed_countries_are_called() -> None:
    called = set()
    for _, number in examples():
        phone = Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164))
        if judge(phone, HOME).decision == "callable":
            assert region_of(phone) in HOME.allowed_regions
            assert phonenumbers.number_type(number) in ORDINARY
            called.add(region_of(phone))
    assert called == HOME.allowed_regions


@pytest.mark.threat("T1")
def test_of_all_the_numbers_on_earth_none_is_called_where_nothing_is_allowed_or_all_is_denied() -> None:
    denied = Policy(HOME.allowed_regions, HOME.own, denied=tuple(f"+{digit}" for digit in range(1, 10)))
    for policy in (Policy(frozenset(), frozenset()), denied):
        for _, number in examples():
            phone = Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164))
            assert judge(phone, policy).decision != "callable"


@pytest.mark.threat("T1")
@given(st.sampled_from([number for _, number in examples()]), st.frozensets(st.sampled_from(ALL_REGIONS), max_size=5))
def test_whatever_is_allowed_only_that_is_called(number: phonenumbers.PhoneNumber, allowed: frozenset[str]) -> None:
    phone = Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    if judge(phone, Policy(allowed, frozenset())).decision == "callable":
        assert region_of(phone) in allowed
        assert phonenumbers.number_type(number) in ORDINARY
        assert not LOCAL_PREMIUM.fullmatch(phone)


@pytest.mark.threat("T1")
def test_no_assigned_number_is_lost() -> None:
    """Whoever has a real phone is called, or a colleague is asked; nobody is told that the number cannot be."""
    for _, number in examples():
        if phonenumbers.is_valid_number(number):
            phone = Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164))
            assert judge(phone, HOME).decision != "impossible", phone


@pytest.mark.threat("T1")
@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)), st.text(st.sampled_from("0123456789*"), max_size=18))
def test_nothing_that_is_typed_reaches_an_emergency_number(region: str, digits: str) -> None:
    phone = parse_typed(digits, region)
    policy = Policy(frozenset(phonenumbers.SUPPORTED_REGIONS), frozenset())
    if phone and judge(phone, policy).decision == "callable":
        assert not shortnumberinfo.is_emergency_number(read_back(phone, region), region)
        assert phonenumbers.is_valid_number(phonenumbers.parse(phone))


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("0612345678", "+31612345678"),
        ("612345678", "+31612345678"),
        ("31612345678", "+31612345678"),
        ("0031612345678", "+31612345678"),
        ("003225550123", "+3225550123"),
        ("*0612345678*", "+31612345678"),
        ("112", None),
        ("", None),
        ("0", None),
        ("266696687", None),
        ("061234567890123456789", None),
    ],
)
def test_a_number_is_typed_national_or_international(typed: str, phone: str | None) -> None:
    assert parse_typed(typed, "NL") == phone


@pytest.mark.threat("T1")
def test_emergency_digits_with_more_behind_them_are_no_number_to_call() -> None:
    assert judge(parse_typed("9116666666", "US"), AMERICA) == EMERGENCY


@pytest.mark.parametrize(
    ("raw", "phone"),
    [
        ("+31612345678", "+31612345678"),
        (" +31 6 1234 5678 ", "+31612345678"),
        ("0612345678", "+31612345678"),
        ("+12125550100", "+12125550100"),
        ("+31600000000", "+31600000000"),  # not assigned, as far as we know; it did call
        *(
            (raw, None)
            for raw in ("", "anonymous", "Anonymous", "unknown", "Restricted", "unavailable", "+", "12", "+00")
        ),
        *((f"+{digits}", None) for digits in sorted(PLACEHOLDERS)),
        *((digits, None) for digits in sorted(PLACEHOLDERS)),
        *((raw, None) for raw in ("client:anna", "client:0612345678", "sip:+31612345678@pbx.example", "anna@x")),
        *((raw, None) for raw in ("06 1234 5678 ext 9", "tel:0612345678", "0800-FLOWERS", "١٢٣٤٥٦٧٨٩٠", "\x00")),
    ],
)
def test_a_caller_id_is_a_phone_or_nobody(raw: str, phone: str | None) -> None:
    assert parse(raw, "NL") == phone


@given(st.text())
def test_any_caller_id_is_read_without_an_exception(raw: str) -> None:
    phone = parse(raw, "NL")
    assert phone is None or (judge(phone, HOME) and mask(phone) and zones(phone) is not None)


@pytest.mark.parametrize(
    ("phone", "region", "digits"),
    [
        ("+31612345678", "NL", "0612345678"),
        ("+31201112222", "NL", "0201112222"),
        ("+31612345678", "BE", "+31612345678"),
        ("+12125550100", "US", "2125550100"),
        ("+393612345678", "IT", "3612345678"),
    ],
)
def test_a_number_is_read_back_as_people_say_it_at_home(phone: Phone, region: str, digits: str) -> None:
    assert read_back(phone, region) == digits


@given(st.sampled_from([Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164)) for _, number in examples()]))
def test_what_is_read_back_is_the_number_when_it_is_typed_again(phone: Phone) -> None:
    region = region_of(phone)
    if region and region != "001" and phonenumbers.is_valid_number(phonenumbers.parse(phone)):
        typed = read_back(phone, region)
        assert Phone(phonenumbers.format_number(phonenumbers.parse(typed, region), PhoneNumberFormat.E164)) == phone


def test_a_number_has_every_zone_that_it_can_be_in() -> None:
    assert [zone.key for zone in zones(Phone("+31612345678"))] == ["Europe/Amsterdam"]
    assert {"America/New_York", "America/Los_Angeles"} <= {zone.key for zone in zones(Phone("+18002345678"))}
    assert zones(Phone("+979123456789")) == ()


@pytest.mark.parametrize(
    ("phone", "languages", "language"),
    [
        ("+31612345678", ("en", "nl"), "nl"),
        ("+32470123456", ("fr", "nl"), "fr"),
        ("+32470123456", ("nl", "fr"), "nl"),
        ("+32470123456", ("en", "fr"), "fr"),
        ("+4915123456789", ("nl", "en", "de"), "de"),
        ("+33612345678", ("nl", "en"), "en"),
        ("+33612345678", ("nl", "fr"), "fr"),
        ("+447400123456", ("nl", "en"), "en"),
        ("+447400123456", ("nl", "fr"), "nl"),
        ("+436641234567", ("nl", "de"), "de"),
        ("+41791234567", ("nl", "fr", "de"), "fr"),
        ("+352621123456", ("de", "en"), "de"),
        ("+262692123456", ("nl", "fr"), "fr"),
        ("+5979812345", ("en", "nl"), "nl"),
        (None, ("en", "nl"), "en"),
    ],
)
def test_the_greeting_is_in_the_language_of_the_number(
    phone: Phone | None, languages: tuple[str, ...], language: str
) -> None:
    assert language_for(phone, languages) == language


def test_a_masked_number_cannot_be_called() -> None:
    assert mask("+31612345678") == "+31…78"
    assert mask("0612345678") == "…78"


def test_the_place_names_of_numbers_stay_unread() -> None:
    """phonenumbers.geocoder holds 101 MB."""
    assert "phonenumbers.geocoder" not in sys.modules
    assert "phonenumbers.geodata" not in sys.modules


@pytest.mark.parametrize(
    ("region", "number"),
    [("NL", "112"), ("BE", "112"), ("FR", "112"), ("DE", "112"), ("US", "112"), ("JP", "110"), ("", "112")],
)
def test_who_is_in_danger_is_told_the_number_of_the_country(region: str, number: str) -> None:
    assert emergency_number(region) == number
