"""Phone numbers as people write and read them; elsewhere they are E.164."""

from collections.abc import Iterator

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

STEP = 10_101  # so that the numbers are told apart at a glance


def as_shown(address: str) -> str:
    """`+31612345678` in groups; other addresses (`client:chloe`, `anonymous`) as they are."""
    try:
        number = phonenumbers.parse(address)
    except NumberParseException:
        return address
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def as_dialled(written: str, near: str) -> str | None:
    """E.164 of a number written with or without its country, which else is that of `near`; None for no number."""
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(near))
        number = phonenumbers.parse(written, region)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def spare_mobiles(near: str) -> Iterator[str]:
    """Ordinary mobile numbers, E.164, of the country of `near`, one after the other."""
    region = phonenumbers.region_code_for_number(phonenumbers.parse(near)) or "NL"
    number = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    while number is not None:
        number.national_number = (number.national_number or 0) + STEP
        if phonenumbers.is_valid_number(number):
            yield phonenumbers.format_number(number, PhoneNumberFormat.E164)
