"""The ledger is lost and laid back from a copy: what was promised since is found again, and nobody is called twice
without a look."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from carrier.events import TextSent
from carrier.faults import ALWAYS
from carrier.phone import Phone
from tests.journeys.askings import asks_for_a_callback, is_called_back, rings_at
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.oracle import Broken, examine
from voice_app import numbers
from voice_app.backup import laying_back, taking
from voice_app.backup.laying_back import Restored
from voice_app.ledger import opt_outs
from voice_app.privacy.beside import Erased

SENDER = "+3197010200000"
LOST = "was spoken in"
"""What the oracle says of a promise that was spoken and is not written: that was lost, and nothing else."""


class Kept:
    """A world whose ledger is copied, and laid back."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self._url, self._file = f"sqlite:///{folder}/ledger.db", folder / "kept" / "ledger.backup"

    def takes_a_copy(self) -> datetime:
        taking.take(self._url, self._file, lambda: self.world.now, lambda _: None)
        return self.world.now

    def loses_everything_and_begins_again(self, *erased: Erased) -> Restored:
        """Nothing runs while it is laid back; then everything does."""
        world = self.world
        for what in ("ticker", "worker"):
            world.loses(what)
        world.passes("2m")
        restored = laying_back.lay_back(self._url, self._file, world.house.line, erased, world.now, is_sure=True)
        for what in ("worker", "ticker"):
            world.regains(what)
        return restored


@pytest.fixture
def kept(world_of: WorldOf, tmp_path: Path) -> Iterator[Kept]:
    world = world_of()
    world.examine = lambda: None  # it is below, where what was lost is known
    yield Kept(world, tmp_path)
    for phone in world.carrier.phones.by_address.values():
        if phone.is_in_call and not phone.is_ringing:
            phone.hangs_up()
    world.passes("150s")
    try:
        examine(world.history())
    except Broken as broken:
        others = [what for what in str(broken).splitlines() if LOST not in what]
        assert not others


def texts_in(person: Phone, body: str) -> Phone:
    """And a few seconds later it has been met, where anybody could."""
    return person.sends_text(body, to=SENDER).waits("5s")


def texts_to(world: World, caller: Phone) -> int:
    return sum(isinstance(event, TextSent) and event.to == caller.address for event in world.carrier.exchange.record)


def speaks_with(world: World, agent: Phone, caller: Phone) -> None:
    is_called_back(world, agent, caller)
    world.passes("2m")
    caller.hangs_up()
    agent.hears("Gesproken, toets 1").presses("1").was_hung_up()
    world.passes("40s")


def test_a_promise_that_was_made_since_is_found_again_and_kept(kept: Kept) -> None:
    world = kept.world
    world.passes("3m")
    kept.takes_a_copy()
    caller = asks_for_a_callback(world)
    assert world.promise().source == "closed" or world.promise().source
    kept.loses_everything_and_begins_again()
    assert world.promises() == ()
    world.passes("5m")
    promise = world.promise()
    assert (promise.source, promise.phone, promise.needs_approval) == ("missed_while_down", caller.address, False)
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)


def test_a_promise_that_was_kept_since_is_not_dialled_without_a_look(kept: Kept) -> None:
    world = kept.world
    caller = asks_for_a_callback(world)
    world.passes("3m")
    kept.takes_a_copy()
    (anna,) = world.signs_on("anna")
    speaks_with(world, anna, caller)
    rang = rings_at(world, caller)
    kept.loses_everything_and_begins_again()
    world.signs_on("anna", "bram")
    world.passes("9m")
    held = world.promise()
    assert (held.state, held.approval_because, held.escalated_because) == ("open", "restored", "restored")
    assert rings_at(world, caller) == rang
    # The look: a supervisor finds that nobody spoke with this person, and lets it go on.
    assert world.api("POST", f"/api/promises/{held.id}/withdraw", reason="spoken with").status_code == 200
    world.passes("5m")
    assert rings_at(world, caller) == rang


def test_a_promise_whose_person_nobody_called_since_goes_on_by_itself(kept: Kept) -> None:
    world = kept.world
    caller = asks_for_a_callback(world)
    world.passes("3m")
    kept.takes_a_copy()
    kept.loses_everything_and_begins_again()
    (anna,) = world.signs_on("anna")
    world.passes("1m")
    assert rings_at(world, caller) == 0
    assert world.promise().needs_approval
    world.passes("100s")
    assert rings_at(world, caller) == 0
    is_called_back(world, anna, caller)
    assert "cleared" in world.events(world.promise().id)
    assert world.promise().escalated_at is None


def test_while_the_carrier_tells_nothing_nobody_is_dialled(kept: Kept) -> None:
    world = kept.world
    caller = asks_for_a_callback(world)
    kept.takes_a_copy()
    kept.loses_everything_and_begins_again()
    world.carrier.exchange.faults.rest("GET", "Calls", answer=503, times=ALWAYS)
    world.signs_on("anna")
    world.passes("20m")
    assert (world.promise().approval_because, rings_at(world, caller)) == ("restored", 0)


def test_an_attempt_that_was_under_way_is_found_out_about_and_looked_at(kept: Kept) -> None:
    world = kept.world
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    anna.rings()
    kept.takes_a_copy()
    speaks_with(world, anna, caller)
    rang = rings_at(world, caller)
    kept.loses_everything_and_begins_again()
    world.signs_on("bram")
    world.passes("9m")
    world.passes("9m")
    held = world.promise()
    assert (held.state, held.approval_because, held.escalated_because) == ("open", "restored", "restored")
    assert rings_at(world, caller) == rang


def test_who_was_called_back_since_is_found_again_for_a_look_alone(kept: Kept) -> None:
    """The promise was made and kept in the time that is lost: that a call came in tells only half of it."""
    world = kept.world
    world.passes("3m")
    kept.takes_a_copy()
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    speaks_with(world, anna, caller)
    rang = rings_at(world, caller)
    kept.loses_everything_and_begins_again()
    world.signs_on("anna")
    world.passes("9m")
    found = world.promise()
    assert (found.source, found.approval_because, found.escalated_because) == (
        "missed_while_down",
        "restored",
        "restored",
    )
    assert rings_at(world, caller) == rang


def test_a_text_that_was_queued_is_not_sent_twice(kept: Kept) -> None:
    world = kept.world
    world.loses("worker")
    caller = asks_for_a_callback(world)
    kept.takes_a_copy()
    world.regains("worker")
    caller.received_text("we bellen u terug")
    world.passes(timedelta(seconds=30))
    sent = texts_to(world, caller)
    kept.loses_everything_and_begins_again()
    world.passes("2m")
    assert texts_to(world, caller) == sent
    assert "text_in_doubt" in world.events(world.promise().id)


def test_who_took_the_callback_back_by_text_since_is_not_called(kept: Kept) -> None:
    world = kept.world
    caller = asks_for_a_callback(world)
    world.passes("3m")
    kept.takes_a_copy()
    texts_in(caller, "NEE").received_text("zoals u vroeg bellen we u niet terug")
    sent = texts_to(world, caller)
    kept.loses_everything_and_begins_again()
    assert world.promise().state == "open"
    world.signs_on("anna")
    world.passes("9m")
    promise = world.promise()
    assert (promise.state, promise.reason) == ("withdrawn", "text")
    assert (rings_at(world, caller), texts_to(world, caller)) == (0, sent)


def test_a_text_that_the_copy_knows_is_met_no_second_time(kept: Kept) -> None:
    world = kept.world
    caller = asks_for_a_callback(world)
    texts_in(caller, "Mijn modem knippert rood")
    kept.takes_a_copy()
    texts_in(caller, "en nu is hij uit")
    kept.loses_everything_and_begins_again()
    world.passes("5m")
    notes = [matter.note for matter in world.matters(world.promise().id)]
    assert notes == [None, "Mijn modem knippert rood", "en nu is hij uit"]


def test_a_callback_that_was_asked_for_by_text_since_is_found_again(kept: Kept) -> None:
    world = kept.world
    world.passes("3m")
    kept.takes_a_copy()
    stranger = texts_in(world.caller("+31644444444"), "Kunt u mij bellen?")
    kept.loses_everything_and_begins_again()
    world.passes("5m")
    promise = world.promise()
    assert (promise.source, promise.phone, promise.needs_approval) == ("text", stranger.address, False)
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, stranger)


def test_who_asked_by_text_and_was_called_since_is_looked_at_first(kept: Kept) -> None:
    world = kept.world
    world.passes("3m")
    kept.takes_a_copy()
    stranger = texts_in(world.caller("+31644444444"), "Kunt u mij bellen?")
    (anna,) = world.signs_on("anna")
    speaks_with(world, anna, stranger)
    rang = rings_at(world, stranger)
    kept.loses_everything_and_begins_again()
    world.signs_on("anna")
    world.passes("9m")
    found = world.promise()
    assert (found.source, found.approval_because, found.escalated_because) == ("text", "restored", "restored")
    assert rings_at(world, stranger) == rang


def test_who_asked_by_text_and_took_it_back_is_owed_nothing(kept: Kept) -> None:
    world = kept.world
    world.passes("3m")
    kept.takes_a_copy()
    texts_in(texts_in(world.caller("+31644444444"), "Kunt u mij bellen?"), "Niet meer nodig")
    kept.loses_everything_and_begins_again()
    world.passes("5m")
    assert (world.promise().state, world.promise().reason) == ("withdrawn", "text")


def test_who_took_it_back_by_text_and_called_again_is_looked_at_first(kept: Kept) -> None:
    world = kept.world
    caller = asks_for_a_callback(world)
    world.passes("3m")
    kept.takes_a_copy()
    texts_in(caller, "NEE")
    world.passes("1m")
    asks_for_a_callback(world, caller.address)
    kept.loses_everything_and_begins_again()
    world.passes("9m")
    promise = world.promise()
    assert (promise.state, promise.escalated_because) == ("open", "restored")
    assert "text_came_in" in world.events(promise.id)


def test_a_score_that_answers_a_lost_question_asks_for_no_call(kept: Kept) -> None:
    world = kept.world
    world.passes("3m")
    kept.takes_a_copy()
    texts_in(world.caller("+31644444444"), "5, snel geholpen")
    kept.loses_everything_and_begins_again()
    made_before = world.promises()
    world.passes("5m")
    assert made_before == world.promises() == ()


def test_an_agents_word_about_a_lost_call_asks_for_no_call(kept: Kept) -> None:
    world = kept.world
    world.passes("3m")
    kept.takes_a_copy()
    (anna,) = world.signs_on("anna")
    texts_in(anna, "opgelost, was de stekker")
    kept.loses_everything_and_begins_again()
    world.passes("5m")
    assert world.promises() == ()


def test_the_words_of_whoever_was_erased_since_stay_away(kept: Kept) -> None:
    world = kept.world
    world.passes("3m")
    kept.takes_a_copy()
    stranger = texts_in(world.caller("+31644444444"), "Kunt u mij bellen?")
    with world.house.ledger.write() as ledger:
        who = opt_outs.who(ledger, numbers.Phone(stranger.address), "")
    kept.loses_everything_and_begins_again(Erased("an erasure", who))
    world.passes("5m")
    assert world.promises() == ()


def test_while_the_carrier_lists_no_texts_nobody_is_dialled(kept: Kept) -> None:
    world = kept.world
    caller = asks_for_a_callback(world)
    kept.takes_a_copy()
    kept.loses_everything_and_begins_again()
    world.carrier.exchange.faults.rest("GET", "Messages", answer=503, times=ALWAYS)
    world.signs_on("anna")
    world.passes("20m")
    assert (world.promise().approval_because, rings_at(world, caller)) == ("restored", 0)
