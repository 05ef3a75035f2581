"""What is asked of waits, country by country: the own country first, the usual time never twice."""

from datetime import timedelta

import pytest

from routing.norms import NORMS, USUAL, answer_within, norms


@pytest.mark.parametrize(
    ("country", "seconds"), [("NL", 15), ("BE", 150), ("PT", 60), ("ES", 180), ("HU", 300), ("IT", 150)]
)
def test_a_line_counts_by_the_usual_time_and_by_its_countrys(country: str, seconds: int) -> None:
    assert answer_within(country) == (USUAL, timedelta(seconds=seconds))


def test_where_a_country_asks_for_nothing_the_usual_time_is_all() -> None:
    assert answer_within("CH") == (USUAL,)


def test_the_own_country_comes_first_and_none_is_left_out() -> None:
    shown = norms("ES")
    assert [norm.country for norm in shown[:2]] == ["ES", "ES"]
    assert sorted(shown, key=NORMS.index) == list(NORMS)


def test_who_asks_for_all_asks_for_all() -> None:
    assert {norm.country: norm.demanded for norm in NORMS if not norm.mean} == {
        "NL": 0.85,
        "PT": 1.0,
        "BE": 1.0,
        "IT": 0.40,
        "ES": 0.95,
        "HU": 1.0,
    }
