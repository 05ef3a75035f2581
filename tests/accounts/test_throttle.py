"""How often somebody may be wrong, by the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from voice_app.accounts.throttle import Barred, of_address, of_name
from voice_app.ledger.sign_in_failures import Failures

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.threat("T13")
@pytest.mark.parametrize(
    ("failures", "pause"),
    [
        (0, None),
        (4, None),
        (5, "0:00:30"),
        (6, "0:01:00"),
        (7, "0:02:00"),
        (8, "0:04:00"),
        (9, "0:08:00"),
        (10, "0:15:00"),
        (99, "0:15:00"),
    ],
)
def test_after_the_fifth_each_failure_doubles_the_pause_up_to_a_quarter_of_an_hour(
    failures: int, pause: str | None
) -> None:
    barred = of_name(Failures(failures, NOW, NOW), NOW)
    assert (str(barred.until - NOW) if barred and barred.until else None) == pause
    if barred and barred.until:
        assert of_name(Failures(failures, NOW, NOW), barred.until) is None


@pytest.mark.threat("T13")
def test_the_hundredth_is_the_last() -> None:
    assert of_name(Failures(100, NOW, NOW), NOW + timedelta(days=365)) == Barred(None)


@pytest.mark.threat("T13")
def test_an_address_has_thirty_in_ten_minutes() -> None:
    ten_minutes = timedelta(minutes=10)
    assert of_address(Failures(29, NOW, NOW), NOW) is None
    assert of_address(Failures(30, NOW, NOW), NOW + timedelta(minutes=9)) == Barred(NOW + ten_minutes)
    assert of_address(Failures(30, NOW, NOW), NOW + ten_minutes) is None


def test_nobody_has_failed_before_the_first_time() -> None:
    assert of_name(None, NOW) is None
    assert of_address(None, NOW) is None
