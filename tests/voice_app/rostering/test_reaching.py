"""How an agent is reached, as people type it; and what we do not ring."""

import pytest

from tests.journeys.lines import line_of
from voice_app.rostering.reaching import NotReached, Typed, reach_of, typed_of

LINE = line_of()


@pytest.mark.parametrize("typed", ["06 12 34 56 78", "+31 6 12345678", "0031612345678", "06-12345678"])
def test_a_number_is_taken_in_any_way_that_people_write_it(typed: str) -> None:
    assert reach_of(Typed("tel", typed), "dora", LINE) == "tel:+31612345678"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "no_number"),
        ("Dora", "no_number"),
        ("06 1234", "no_number"),
        ("+31201234567", "own_number"),
        ("+3197010200000", "own_number"),
        ("+1 212 555 2368", "country"),
        ("+31900 1234567", "number_type"),
        ("+31 906 1234567", "number_type"),
        ("+881 6 12345678", "international_network"),
    ],
)
def test_what_the_number_policy_refuses_is_refused_with_its_reason(typed: str, why: str) -> None:
    with pytest.raises(NotReached) as caught:
        reach_of(Typed("tel", typed), "dora", LINE)
    assert caught.value.why == why


def test_what_stands_is_not_judged_anew() -> None:
    abroad = "tel:+12125552368"
    assert reach_of(typed_of(abroad), "dora", LINE, standing=abroad) == abroad
    with pytest.raises(NotReached):
        reach_of(typed_of(abroad), "dora", LINE, standing="tel:+31612345678")


def test_a_browser_is_known_by_the_agent() -> None:
    assert reach_of(Typed("client", "whatever"), "dora", LINE) == "client:dora"
    assert reach_of(Typed("client", ""), "dora", LINE, standing="client:dora_2024") == "client:dora_2024"
    assert reach_of(Typed("client", ""), "dora", LINE, standing="tel:+31612345678") == "client:dora"


@pytest.mark.parametrize("typed", ["dora@pbx.example.org", " sip:dora@pbx.example.org "])
def test_a_sip_address_with_or_without_its_scheme(typed: str) -> None:
    assert reach_of(Typed("sip", typed), "dora", LINE) == "sip:dora@pbx.example.org"


def test_what_was_typed_can_be_shown_again() -> None:
    assert typed_of("tel:+31612345678") == Typed("tel", "+31612345678")
    assert typed_of("sip:dora@pbx.example.org:5060") == Typed("sip", "dora@pbx.example.org:5060")
