"""Did we help you? Asked by text of callers who said that they may be asked, at a decent hour; a word stops it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from carrier.phone import Phone
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.conftest import WorldOf
from tests.journeys.lines import ALWAYS
from tests.journeys.world import World
from voice_app.ledger import MessageSid, follow_ups, opt_outs
from voice_app.ledger.follow_ups import FollowUp
from voice_app.numbers import Phone as Number
from voice_app.texting import follow_up, replies
from voice_app.texting.follow_up import Yes
from workers.asking import ask_whether_we_helped

SENDER = "+3197010200000"
QUESTION = "hebben we u geholpen?"
ASKS: dict[str, Any] = {"follow_up": {"mode": "ask"}, "agent_texts": {"anna": ["outcome"]}}


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(**ASKS)


def was_helped(world: World, phone: str = "+31622222222", answer: str | None = "1+ opgelost") -> Phone:
    """A caller has talked to Anna, who notes by text how it ended; `+` is the caller's yes."""
    (anna,) = world.signs_on("anna")
    caller = world.caller(phone).dials(world.carrier.line).hears("Welkom").presses("1")
    anna.accepts().is_talking_to(caller)
    caller.waits("5s").hangs_up().waits("8s")
    if answer is not None:
        anna.sends_text(answer, to=SENDER).waits("5s")
    return caller


def sleeps(world: World, time: str) -> None:
    """Days go by in which nothing happens, and no ticker need look at each of their minutes."""
    world.loses("ticker")
    world.passes(time)
    world.regains("ticker")
    world.passes("1m")


def answers(phone: Phone, body: str) -> Phone:
    return phone.sends_text(body, to=SENDER).waits("5s")


def asked(phone: Phone) -> int:
    return sum(QUESTION in text.body for text in phone.texts)


def written(world: World) -> FollowUp:
    """The only one."""
    with world.house.ledger.read() as ledger:
        found = follow_ups.asked_between(ledger, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), 9)
        rows = found or follow_ups.agreed(ledger)
    (one,) = rows
    return one


def has_stopped(world: World, phone: str) -> bool:
    with world.house.ledger.read() as ledger:
        who = opt_outs.known_as(ledger, Number(phone))
        return who is not None and opt_outs.has_stopped(ledger, who)


# ── who is asked, and when ──────────────────────────────────────────────────────────────────────────────────────────


def test_who_agreed_is_asked_an_hour_later_and_thanked_once(world: World) -> None:
    caller = was_helped(world)
    world.passes("58m")
    assert asked(caller) == 0
    world.passes("5m")
    caller.received_text("Voorbeeld: hebben we u geholpen? Antwoord met een cijfer, 1 (niet) tot 5 (heel goed)")
    answers(caller, "4, snel geholpen").received_text("dank u wel")
    one = written(world)
    assert (one.score, one.comment, one.agreed_by, one.agent_id) == (4, "snel geholpen", "text", "anna")
    world.passes("24h")
    assert len(caller.texts) == 2
    assert world.promises() == ()


@pytest.mark.parametrize("answer", ["1 opgelost", "2+ nog niet klaar", None])
def test_who_did_not_agree_or_was_not_helped_is_not_asked(world: World, answer: str | None) -> None:
    caller = was_helped(world, answer=answer)
    world.passes("3h")
    assert asked(caller) == 0


def test_a_line_that_does_not_ask_asks_nobody(world_of: WorldOf) -> None:
    world = world_of(agent_texts={"anna": ["outcome"]})
    caller = was_helped(world)
    world.passes("3h")
    assert asked(caller) == 0


def test_the_callers_yes_by_key(world: World) -> None:
    caller, anna = was_helped(world, answer=None), world.agent("anna")
    anna.dials(world.carrier.line).hears("laatste gesprek, 4").presses("4").hears("een rekening").presses("1")
    anna.hears("Mogen we per sms vragen of het hielp").presses("1").hears("Genoteerd").hangs_up()
    world.passes("65m")
    assert (asked(caller), written(world).agreed_by) == (1, "phone")


def test_no_by_key_is_no(world: World) -> None:
    caller, anna = was_helped(world, answer=None), world.agent("anna")
    anna.dials(world.carrier.line).hears("laatste gesprek, 4").presses("4").hears("een rekening").presses("1")
    anna.hears("Mogen we per sms vragen of het hielp").presses("2").hears("Genoteerd").hangs_up()
    world.passes("65m")
    assert asked(caller) == 0


def test_a_kept_promise_may_be_asked_about_but_not_at_a_typed_number(world: World) -> None:
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
    caller.hangs_up()
    anna.hears("Gesproken, toets 1").presses("1").hears("Genoteerd").was_hung_up()
    promise = world.promise()
    with world.house.ledger.write() as ledger:
        assert follow_up.agree_of_promise(ledger, world.house, promise.id, Yes(promise_agent(world), "desk"), world.now)
    world.passes("65m")
    assert asked(caller) == 1


def promise_agent(world: World) -> Any:
    return world.attempts(world.promise().id)[-1].agent_id


@pytest.mark.parametrize("shown", ["anonymous", "+31201112222", "+31201234599", "+88213333333"])
def test_who_cannot_be_texted_is_not_asked(world_of: WorldOf, shown: str) -> None:
    """Nobody's number, a switchboard's, a landline's, one outside policy."""
    world = world_of(**ASKS, callers={"shared": ["+31201112222"]})
    (anna,) = world.signs_on("anna")
    caller = world.caller().dials(world.carrier.line, shows=shown).hears("elcom" if shown[1] == "8" else "Welkom")
    caller.presses("1")
    anna.accepts().is_talking_to(caller)
    caller.waits("5s").hangs_up().waits("8s")
    anna.sends_text("1+", to=SENDER).waits("5s")
    assert world.call(caller).disposition == "resolved"
    with world.house.ledger.read() as ledger:
        assert follow_ups.agreed(ledger) == ()


def test_nobody_is_asked_at_night(world_of: WorldOf) -> None:
    world = world_of(**ASKS, start=datetime(2026, 3, 2, 19, 20, tzinfo=UTC), hours=ALWAYS)
    caller = was_helped(world)  # the hour is over at 21:23 in Amsterdam
    world.passes("10h")
    assert asked(caller) == 0
    world.passes("2h")
    world.passes("1m")
    assert asked(caller) == 1
    assert (written(world).asked_at or world.now) >= datetime(2026, 3, 3, 7, tzinfo=UTC)


def test_nobody_is_asked_twice_in_thirty_days(world: World) -> None:
    caller = was_helped(world)
    world.passes("65m")
    was_helped(world)
    world.passes("65m")
    assert asked(caller) == 1
    sleeps(world, "31d")
    was_helped(world)
    world.passes("65m")
    assert asked(caller) == 2


def test_two_talks_of_one_person_on_one_day_are_one_question(world: World) -> None:
    caller = was_helped(world)
    was_helped(world)
    world.passes("3h")
    assert asked(caller) == 1


def test_two_tickers_ask_once(world: World) -> None:
    caller = was_helped(world)
    world.loses("ticker")
    world.passes("65m")
    for _ in range(3):
        ask_whether_we_helped(world.shop, world.now)
    world.passes("10s")
    assert asked(caller) == 1
    world.regains("ticker")


def test_who_is_owed_a_callback_was_not_helped_yet(world: World) -> None:
    caller = was_helped(world)
    world.signs_off("anna")
    asks_for_a_callback(world)
    world.passes("3h")
    assert asked(caller) == 0


def test_a_range_of_numbers_gets_five_questions_an_hour(world: World) -> None:
    callers = [was_helped(world, f"+3164444{number:04}") for number in range(7)]
    world.passes("75m")
    assert sum(map(asked, callers)) == 5
    world.passes("65m")
    assert sum(map(asked, callers)) == 7


def test_what_comes_too_late_is_not_asked(world: World) -> None:
    caller = was_helped(world)
    sleeps(world, "3d")
    assert asked(caller) == 0


# ── the answer ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_words_are_kept_and_a_score_may_still_come(world: World) -> None:
    caller = was_helped(world)
    world.passes("65m")
    answers(caller, "Het doet het weer <b>niet</b>")
    answers(caller, "2")
    one = written(world)
    assert (one.score, one.comment) == (2, "Het doet het weer <b>niet</b>")
    assert world.promises() == ()


def test_no_is_an_answer_and_takes_nothing_back(world: World) -> None:
    caller = was_helped(world)
    world.passes("65m")
    answers(caller, "Nee")
    assert written(world).comment == "Nee"
    assert len(caller.texts) == 1


def test_who_wants_to_be_called_is_called(world: World) -> None:
    caller = was_helped(world)
    world.passes("65m")
    answers(caller, "bel me nu").received_text("we bellen u terug")
    assert world.promise().source == "text"


def test_after_the_score_a_text_is_one_like_any_other(world: World) -> None:
    caller = was_helped(world)
    world.passes("65m")
    answers(caller, "1")
    answers(caller, "mijn modem is alweer stuk").received_text("we bellen u terug")
    assert [matter.note for matter in world.matters(world.promise().id)] == ["mijn modem is alweer stuk"]
    assert (written(world).score, written(world).comment) == (1, None)


@pytest.mark.parametrize(("days", "score"), [(6, 5), (8, None)])
def test_an_answer_counts_for_seven_days(world: World, days: int, score: int | None) -> None:
    caller = was_helped(world)
    world.passes("65m")
    sleeps(world, f"{days}d")
    answers(caller, "5")
    assert written(world).score == score


def test_an_answer_that_comes_again_counts_once(world: World) -> None:
    caller = was_helped(world)
    world.passes("65m")
    answers(caller, "3")
    sid = [sid for sid, text in world.carrier.exchange.texts.messages.items() if text.direction == "inbound"][-1]
    replies.take_in(world.house, {"MessageSid": sid, "From": caller.address, "Body": "5"}, world.now)
    replies.answer(world.house, MessageSid(sid), world.now)
    world.passes("10s")
    assert written(world).score == 3
    assert len(caller.texts) == 2


def test_the_last_text_decides_what_a_figure_means(world: World) -> None:
    """A question, then a promise: a time is the promise's, and a figure is still the question's."""
    caller = was_helped(world)
    world.passes("65m")
    world.signs_off("anna")
    asks_for_a_callback(world)
    answers(caller, "3 uur").received_text("goed, we bellen u terug, maandag 2 maart tussen 15:00 en 16:00")
    assert written(world).score is None
    answers(caller, "4")
    assert written(world).score == 4
    assert world.promise().state == "open"


# ── stop ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("word", ["STOP", "stop!", "Stopp", "ARRÊT", "unsubscribe", "afmelden"])
def test_a_word_stops_it_for_good_and_is_not_answered(world: World, word: str) -> None:
    caller = was_helped(world)
    world.passes("65m")
    answers(caller, word)
    assert has_stopped(world, caller.address)
    sleeps(world, "40d")
    was_helped(world)
    world.passes("3h")
    assert len(caller.texts) == 1


def test_start_brings_it_back(world: World) -> None:
    caller = was_helped(world)
    world.passes("65m")
    answers(caller, "STOP")
    answers(caller, "START")
    assert not has_stopped(world, caller.address)
    sleeps(world, "40d")
    was_helped(world)
    world.passes("65m")
    assert asked(caller) == 2


def test_who_stopped_before_the_question_is_not_asked(world: World) -> None:
    caller = was_helped(world)
    answers(caller, "STOP")
    world.passes("3h")
    assert asked(caller) == 0


def test_stop_after_a_promise_takes_the_promise_back_and_counts_for_the_question_too(world: World) -> None:
    caller = asks_for_a_callback(world)
    answers(caller, "STOP").received_text("zoals u vroeg bellen we u niet terug")
    assert world.promise().state == "withdrawn"
    assert has_stopped(world, caller.address)


def test_who_stopped_at_the_carrier_has_stopped_here(world: World) -> None:
    caller = was_helped(world)
    world.carrier.exchange.faults.rest("POST", "Messages*", answer=400, code=21610, times=1)
    world.passes("65m")
    assert has_stopped(world, caller.address)
    sleeps(world, "40d")
    was_helped(world)
    world.passes("3h")
    assert asked(caller) == 0


def test_the_list_of_who_stopped_has_no_number_in_it(world: World) -> None:
    caller = was_helped(world)
    answers(caller, "STOP")
    with world.house.ledger.read() as ledger:
        rows = ledger.exec_driver_sql("SELECT who, because FROM opt_outs").all()
    ((who, because),) = rows
    assert because == "stop"
    assert len(who) == 64
    assert caller.address[3:] not in who


def test_a_tick_taken_back_in_time_is_no_question(world: World) -> None:
    caller = was_helped(world)
    call = world.call(caller).sid
    with world.house.ledger.write() as ledger:
        assert follow_up.take_back(ledger, call_sid=call)
    world.passes("3h")
    assert asked(caller) == 0
    with world.house.ledger.write() as ledger:
        assert not follow_up.take_back(ledger, call_sid=call)


def test_a_word_about_no_call_of_ours_agrees_to_nothing(world: World) -> None:
    stranger = world.caller("+31655555555")
    answers(stranger, "1+ prima")
    with world.house.ledger.read() as ledger:
        assert follow_ups.agreed(ledger) == ()
    world.passes(timedelta(hours=2))
    assert asked(stranger) == 0
