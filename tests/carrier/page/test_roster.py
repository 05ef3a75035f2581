from argparse import ArgumentTypeError

import pytest

from carrier.page.numbers import as_dialled, as_shown, spare_mobiles
from carrier.page.roster import Agent, read_agent

LINE = "+31201234567"


@pytest.mark.parametrize("reach", ["tel:+31612345678", "sip:bram@example.com", "client:bram"])
def test_an_agent_is_named_with_an_address(reach: str) -> None:
    assert read_agent(f"Bram = {reach}") == Agent("Bram", reach)


@pytest.mark.parametrize("text", ["Bram", "=tel:+31612345678", "Bram=0612345678", "Bram=", ""])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="is not like"):
        read_agent(text)


def test_numbers_are_shown_in_groups_and_other_addresses_as_they_are() -> None:
    assert as_shown("+31612345678") == "+31 6 12345678"
    assert as_shown("client:chloe") == "client:chloe"


def test_numbers_are_read_as_people_write_them() -> None:
    assert as_dialled("06-1234 5678", near=LINE) == "+31612345678"
    assert as_dialled("+32 470 12 34 56", near=LINE) == "+32470123456"
    assert as_dialled("call me", near=LINE) is None


def test_spare_numbers_are_mobiles_of_the_lines_own_country_and_all_different() -> None:
    numbers = spare_mobiles(LINE)
    ten = [next(numbers) for _ in range(10)]
    assert len(set(ten)) == 10
    assert all(number.startswith("+316") for number in ten)
