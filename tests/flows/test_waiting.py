"""The wait, as it is heard."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from flows import book
from flows.facts import NOTHING, Facts
from flows.thread import Step, Thread
from flows.turn import Turn
from flows.verbs import Ask, Say
from flows.waiting import QUIET
from tests.flows.house import House, reads
from tests.flows.sample import BUSY, LINE, NOW

BILL = Step("chosen", Thread("nl", need="billing"))
"""The menu was answered."""


def test_position_first_then_the_range_then_the_offer_each_after_45_seconds() -> None:
    reads(
        """
          ! JoinQueue billing nl 10:00
        nl Er zijn 2 wachtenden voor u.
           De wachttijd is 2 tot 5 minuten.
           Liever niet wachten?
           Toets 1 en we bellen u terug.
           U houdt uw plaats.
          ♪ 0
        > 20 s
          ♪ 1
        > 20 s
          ♪ 2
        > 20 s
        nl Er zijn 2 wachtenden voor u.
           Nog 2 tot 5 minuten, en u bent aan de beurt.
          ♪ 3
        > 5
          ♪ 4
        > 20 s
          ♪ 5
        > 20 s
          ♪ 6
        > 20 s
        nl Liever niet wachten?
           Toets 1 en we bellen u terug.
           U houdt uw plaats.
          ♪ 7
        > 20 s
          ♪ 8
        > 20 s
          ♪ 9
        """,
        House(wait=BUSY),
        step=BILL,
    )


def test_the_offer_comes_as_soon_as_it_may() -> None:
    reads(
        """
        nl Liever niet wachten?
           Toets 1 en we bellen u terug.
           U houdt uw plaats.
          ♪ 3
        > 20 s
          ♪ 4
        """,
        House(wait=BUSY),
        step=Step("waiting", Thread("nl", arrived_at=NOW, said_at=NOW - timedelta(seconds=20), piece=3)),
    )


def test_a_short_wait_is_left_alone() -> None:
    reads(
        """
          ! JoinQueue billing nl 10:00
        nl U krijgt zo iemand aan de lijn.
          ♪ 0
        > 20 s
          ♪ 1
        """,
        House(wait=replace(BUSY, position=1, high=timedelta(seconds=50), may_offer=False)),
        step=BILL,
    )


def test_what_was_told_goes_on_to_hold_and_a_longer_wait_is_not_told_without_a_word() -> None:
    told_until = NOW + timedelta(minutes=3)
    step = Step("hold", Thread("nl", arrived_at=NOW, said_at=NOW - QUIET, told_until=told_until))
    waited = replace(BUSY, may_offer=False)

    same = book.play("hold", NOTHING, Facts(now=NOW, line=LINE, thread=step.thread, wait=waited))
    longer = book.play("hold", NOTHING, Facts(NOW, LINE, step.thread, wait=replace(waited, is_longer=True)))

    assert said_by(same) == ["Er zijn 2 wachtenden voor u. Nog 2 tot 5 minuten, en u bent aan de beurt."]
    assert thread_after(same).told_until == told_until, "five minutes from now would be later"
    assert said_by(longer) == ["Het duurt langer dan we dachten, en dat spijt ons: nog 2 tot 5 minuten."]
    assert thread_after(longer).told_until == NOW + timedelta(minutes=5)


def test_whoever_is_told_less_than_before_may_count_on_it() -> None:
    thread = Thread("nl", arrived_at=NOW, said_at=NOW - QUIET, told_until=NOW + timedelta(minutes=20))

    turn = book.play("hold", NOTHING, Facts(NOW, LINE, thread, wait=replace(BUSY, may_offer=False)))

    assert thread_after(turn).told_until == NOW + timedelta(minutes=5)


def test_where_nobody_is_there_no_time_is_told() -> None:
    reads(
        """
          ! JoinQueue billing nl 10:00
        nl Er zijn 2 wachtenden voor u.
           Liever niet wachten?
           Toets 1 en we bellen u terug.
           U houdt uw plaats.
          ♪ 0
        """,
        House(wait=replace(BUSY, high=None)),
        step=BILL,
    )


def test_within_a_minute_is_soon_later_too() -> None:
    reads(
        """
        nl U krijgt zo iemand aan de lijn.
          ♪ 3
        """,
        House(wait=replace(BUSY, high=timedelta(minutes=1), may_offer=False)),
        step=Step("waiting", Thread("nl", arrived_at=NOW, said_at=NOW - QUIET, piece=3)),
    )


def test_who_waits_when_the_line_closes_hears_that_and_of_a_callback() -> None:
    reads(
        """
          ! JoinQueue billing nl 10:00
        nl We sluiten nu.
           Toets 1 en we bellen u terug.
           U houdt uw plaats.
          ♪ 0
        > 45 s
        nl Liever niet wachten?
           Toets 1 en we bellen u terug.
           U houdt uw plaats.
          ♪ 1
        """,
        House(wait=replace(BUSY, only_callback=True, is_closing=True)),
        step=BILL,
    )


def said_by(turn: Turn) -> list[str]:
    (ask,) = turn.verbs
    assert isinstance(ask, Ask)
    return [say.text for say in ask.prompts if isinstance(say, Say)]


def thread_after(turn: Turn) -> Thread:
    (ask,) = turn.verbs
    assert isinstance(ask, Ask)
    return ask.then.thread


def test_the_longest_wait_hears_of_a_callback_and_of_nothing_else() -> None:
    reads(
        """
          ! JoinQueue billing nl 10:00
        nl U wacht al lang, en dat spijt ons.
           Toets 1 en we bellen u terug.
           U houdt uw plaats.
          ♪ 0
        > 20 s
          ♪ 1
        > 25 s
        nl Liever niet wachten?
           Toets 1 en we bellen u terug.
           U houdt uw plaats.
          ♪ 2
        > 20 s
          ♪ 3
        > 25 s
        nl Liever niet wachten?
           Toets 1 en we bellen u terug.
           U houdt uw plaats.
          ♪ 4
        """,
        House(wait=replace(BUSY, only_callback=True)),
        step=BILL,
    )


def test_a_ring_that_nobody_takes_goes_on_to_the_next_agent() -> None:
    reads(
        """
          ! JoinQueue billing nl 10:00
          ☎ tel:+31612345678
        > nobody accepts
          ! JoinQueue billing nl 10:00
          ☎ tel:+31612345678
        > they talk
          (hangs up)
        """,
        House(free_agents=2),
        step=BILL,
    )


def test_a_ring_that_nobody_takes_keeps_the_place_and_says_so() -> None:
    reads(
        """
          ! JoinQueue billing nl 10:00
          ☎ tel:+31612345678
        > nobody accepts
          ! JoinQueue billing nl 10:00
        nl We zoeken verder.
           U houdt uw plaats.
          ♪ 0
        > 45 s
        nl Er zijn 2 wachtenden voor u.
           Nog 2 tot 5 minuten, en u bent aan de beurt.
           Liever niet wachten?
           Toets 1 en we bellen u terug.
           U houdt uw plaats.
          ♪ 1
        > 45 s
        nl Er zijn 2 wachtenden voor u.
           Nog 2 tot 5 minuten, en u bent aan de beurt.
          ♪ 2
        """,
        House(wait=BUSY, free_agents=1),
        step=BILL,
    )


def test_without_the_board_the_music_plays_on() -> None:
    reads(
        """
          ! JoinQueue billing nl 10:00
          ♪ 0
        > 45 s
          ♪ 1
        """,
        House(),
        step=BILL,
    )


def test_a_promise_while_waiting_keeps_the_place_and_staying_is_silence() -> None:
    reads(
        """
          ! JoinQueue billing nl 10:00
        nl Er zijn 2 wachtenden voor u.
           De wachttijd is 2 tot 5 minuten.
           Liever niet wachten?
           Toets 1 en we bellen u terug.
           U houdt uw plaats.
          ♪ 0
        > 1
          ! MakePromise billing nl False
        nl Afgesproken.
           We bellen u terug, uiterlijk morgen om 10 over 3 ’s middags, op het nummer waarmee u nu belt.
           U krijgt een sms ter bevestiging.
           Klopt dat?
           Toets 1.
           Een ander nummer, 2.
           Een ander tijdstip, 3.
           Toch niet, sterretje.
           Of blijf aan de lijn.
           U houdt uw plaats.
        > silence
          ♪ 1
        > 20 s
          ♪ 2
        > 25 s
        nl Er zijn 2 wachtenden voor u.
           Nog 2 tot 5 minuten, en u bent aan de beurt.
          ♪ 3
        > 45 s
        nl We bellen u terug zoals beloofd.
           U mag dus ook ophangen.
          ♪ 4
        """,
        House(wait=BUSY),
        step=BILL,
    )


@given(st.lists(st.tuples(st.integers(1, 25), st.booleans(), st.booleans(), st.booleans()), max_size=40))
def test_no_sentence_comes_back_within_45_seconds(turns: list[tuple[int, bool, bool, bool]]) -> None:
    thread, now = Thread("nl", arrived_at=NOW), NOW
    last_said: dict[str, datetime] = {}
    for seconds, may_offer, only_callback, promised in turns:
        thread = replace(thread, promise="p1" if promised else None)
        waited = replace(BUSY, may_offer=may_offer, only_callback=only_callback)
        (ask,) = book.play("hold", NOTHING, Facts(now=now, line=LINE, thread=thread, wait=waited)).verbs
        assert isinstance(ask, Ask)
        for sentence in (sentence for say in ask.prompts if isinstance(say, Say) for sentence in say.text.split(". ")):
            assert now - last_said.get(sentence, NOW - QUIET) >= QUIET
            last_said[sentence] = now
        thread, now = ask.then.thread, now + timedelta(seconds=seconds)
