"""What a caller hears when something of ours is broken."""

from flows.thread import Step, Thread
from tests.flows.house import House, reads
from tests.flows.sample import PROMISED


def test_a_promise_that_could_be_made_is_spoken() -> None:
    reads(
        """
        nl Er gaat bij ons iets mis.
           We bellen u terug, uiterlijk morgen om 10 over 3 ’s middags.
           Dag.
          (hangs up)
        """,
        House(promise=PROMISED),
        step=Step("apology", Thread("nl")),
    )


def test_without_a_promise_the_fallback_number_rings() -> None:
    reads(
        """
        nl Er gaat bij ons iets mis.
           We verbinden u door met een collega.
          ☎ +31207654321
        """,
        House(fallback_number="+31207654321"),
        step=Step("apology", Thread("nl")),
    )


def test_with_nothing_left_the_truth_is_spoken() -> None:
    reads(
        """
        nl Er gaat bij ons iets mis.
           Belt u over een kwartier nog eens?
           Het spijt ons.
           Dag.
          (hangs up)
        """,
        House(),
        step=Step("apology", Thread("nl")),
    )
