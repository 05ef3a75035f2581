"""What every benchmark prints of what it measured."""

from tools.quantiles import p99, quantiles

UPTO_100 = [float(n) for n in range(101)]


def test_they_lie_between_what_was_measured() -> None:
    assert quantiles(UPTO_100) == "p50   50.00 ms   p95   95.00 ms   p99   99.00 ms"
    assert quantiles([1.0, 3.0], (50,), "s") == "p50    2.00 s"
    assert p99([5.0, 5.0]) == 5.0


def test_of_one_alone_nothing_is_quantiles() -> None:
    assert quantiles([7.0]) == quantiles([]) == "too few"
