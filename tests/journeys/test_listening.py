"""A supervisor listens, whispers to the agent, joins: only where the caller was told, and never behind the agent's
back."""

from typing import Any

import pytest

from carrier.phone import Phone
from routing.skills import AgentId, CallSid, ReservationId
from tests.journeys.conftest import WorldOf
from tests.journeys.test_hold import holds, takes_back
from tests.journeys.test_transfer_callback import called_back_by_anna
from tests.journeys.test_transfer_consult import consults
from tests.journeys.world import World
from voice_app.ledger import listenings
from voice_app.ledger.ids import ListeningMode
from voice_app.ledger.listenings import Listening
from voice_app.under_way import listening

NOTICE = {"nl": "Een leidinggevende kan meeluisteren.", "en": "A supervisor may listen."}
CHLOE = AgentId("chloe")


def a_line(world_of: WorldOf, **sections: Any) -> World:
    """A line on which Chloë and Bram may listen."""
    return world_of(listening={"notice": NOTICE}, supervisors=("chloe", "bram"), **sections)


def told_and_talking(world: World, key: str = "1") -> tuple[Phone, Phone]:
    """Anna talks to a caller who has heard the notice."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses(key)
    caller.hears("Een leidinggevende kan meeluisteren").is_talking_to(anna)
    return anna, caller


def talk_of(world: World) -> ReservationId:
    (talk,) = world.house.board.talks()
    return talk


def asks(world: World, mode: ListeningMode = "listen", who: AgentId = CHLOE) -> Listening:
    found = listening.ask(world.house, who, talk_of(world), mode, world.now)
    assert isinstance(found, Listening), found
    return found


def listens(world: World, mode: ListeningMode = "listen") -> tuple[Phone, Phone, Phone]:
    """Anna, her caller, and Chloë, who is in the room."""
    anna, caller = told_and_talking(world)
    chloe = world.agent("chloe")
    chloe.answers_and_says_nothing()
    asks(world, mode)
    chloe.rings()
    anna.hears("Chloë luistert mee")
    anna.is_talking_to(caller)
    if mode == "listen":
        chloe.listens_to(anna).listens_to(caller)
    return anna, caller, chloe


def listeners(world: World) -> tuple[listening.Listener, ...]:
    with world.house.ledger.read() as ledger:
        return listening.listeners(ledger, world.house, talk_of(world))


def record(world: World) -> list[tuple[str, str | None]]:
    with world.house.ledger.read() as ledger:
        (one,) = listenings.latest(ledger, 9)
        return [(done.event, done.mode) for done in listenings.record_of(ledger, one.id)]


def test_a_supervisor_hears_both_and_is_heard_by_nobody(world_of: WorldOf) -> None:
    world = a_line(world_of)
    anna, caller, chloe = listens(world)
    chloe.says("Dit hoort niemand.")
    anna.says("Goedemiddag.")
    caller.says("Mijn rekening klopt niet.")
    heard = chloe.transcript.show()
    assert "Goedemiddag." in heard
    assert "Mijn rekening klopt niet." in heard
    assert all("Dit hoort niemand." not in phone.transcript.show() for phone in (anna, caller))
    caller.never_heard("luistert mee")


def test_a_whisper_reaches_the_agent_alone(world_of: WorldOf) -> None:
    world = a_line(world_of)
    anna, caller, chloe = listens(world, "whisper")
    chloe.is_talking_to(anna).listens_to(caller)
    chloe.says("Vraag het klantnummer.")
    assert "Vraag het klantnummer." in anna.transcript.show()
    assert "Vraag het klantnummer." not in caller.transcript.show()


def test_the_three_ways_follow_each_other_and_leaving_leaves_the_two_talking(world_of: WorldOf) -> None:
    world = a_line(world_of)
    anna, caller, chloe = listens(world)
    asks(world, "join")
    chloe.is_talking_to(caller).is_talking_to(anna)
    asks(world, "whisper")
    chloe.listens_to(caller).is_talking_to(anna)
    asks(world, "listen")
    chloe.listens_to(anna).listens_to(caller)
    assert listening.leave(world.house, CHLOE, world.now)
    chloe.was_hung_up()
    world.passes("30s")
    assert caller.talks_to(anna)
    assert record(world) == [
        ("asked", "listen"),
        ("joined", None),
        ("mode", "listen"),
        *(("asked", "join"), ("mode", "join")),
        *(("asked", "whisper"), ("mode", "whisper")),
        *(("asked", "listen"), ("mode", "listen")),
        ("left", None),
    ]
    anna.hangs_up()
    caller.was_hung_up(within="2s")


def test_the_agent_sees_it_from_the_first_ring(world_of: WorldOf) -> None:
    world = a_line(world_of)
    told_and_talking(world)
    asks(world, "whisper")
    (shown,) = listeners(world)
    assert (shown.name, shown.mode, shown.is_in) == ("Chloë", "whisper", False)
    chloe = world.agent("chloe").rings().answers()
    chloe.is_talking_to(world.agent("anna"))
    world.passes("2s")
    (shown,) = listeners(world)
    assert (shown.mode, shown.is_in) == ("whisper", True)


@pytest.mark.parametrize("behaviour", ["lets_it_ring", "refuses", "rejects", "voicemail_answers", "is_unreachable"])
def test_a_supervisor_who_does_not_accept_changes_nothing(world_of: WorldOf, behaviour: str) -> None:
    world = a_line(world_of)
    anna, caller = told_and_talking(world)
    world.signs_on("bram")
    bram = world.agent("bram")
    getattr(bram, behaviour)()
    asks(world, who=AgentId("bram"))
    assert world.presence("bram") == "on_break"
    world.passes("40s")
    assert caller.talks_to(anna)
    anna.never_heard("luistert mee")
    assert (world.presence("bram"), listeners(world)) == ("ready", ())


def test_a_supervisor_on_a_telephone_presses_1(world_of: WorldOf) -> None:
    world = a_line(world_of)
    anna, caller = told_and_talking(world)
    bram = world.agent("bram")
    bram.accepts()
    asks(world, who=AgentId("bram"))
    bram.hears("Meeluisteren met Anna. Toets 1").listens_to(caller)
    assert bram.legs[-1].from_ == world.carrier.line
    bram.hangs_up()
    world.passes("20s")
    assert caller.talks_to(anna)
    assert record(world)[-1] == ("left", None)


def test_two_supervisors_may_listen_and_each_hears_what_it_asked_for(world_of: WorldOf) -> None:
    world = a_line(world_of)
    anna, caller, chloe = listens(world)
    bram = world.agent("bram")
    bram.accepts()
    asks(world, "whisper", AgentId("bram"))
    bram.is_talking_to(anna).listens_to(caller)
    anna.hears("Bram luistert mee")
    assert chloe.overhears(caller)
    bram.hangs_up()
    assert chloe.overhears(caller)
    assert caller.talks_to(anna)


@pytest.mark.parametrize("who", ["anna", "caller"])
def test_when_the_talk_is_over_so_is_the_listening(world_of: WorldOf, who: str) -> None:
    world = a_line(world_of)
    anna, caller, chloe = listens(world)
    phones = {"anna": anna, "caller": caller}
    phones.pop(who).hangs_up()
    (other,) = phones.values()
    other.was_hung_up(within="3s")
    chloe.was_hung_up(within="3s")
    world.passes("1s")
    assert world.activity("anna") == "wrapping_up"
    assert record(world)[-1] == ("left", None)


def test_somebody_who_holds_is_not_heard_and_comes_back_to_all(world_of: WorldOf) -> None:
    world = a_line(world_of)
    anna, caller, chloe = listens(world)
    holds(world)
    caller.hears("Anna zet u even in de wacht").hears_music()
    world.passes("5s")
    assert not chloe.overhears(caller)
    chloe.listens_to(anna)
    asks(world, "whisper")
    chloe.is_talking_to(anna)
    takes_back(world)
    caller.is_talking_to(anna)
    chloe.listens_to(caller).is_talking_to(anna)
    assert not caller.talks_to(chloe)


def test_who_holds_already_can_be_listened_to_afterwards(world_of: WorldOf) -> None:
    world = a_line(world_of)
    anna, caller = told_and_talking(world)
    holds(world)
    caller.hears_music()
    chloe = world.agent("chloe")
    chloe.answers_and_says_nothing()
    asks(world)
    chloe.listens_to(anna)
    takes_back(world)
    caller.is_talking_to(anna)
    chloe.listens_to(caller)


def test_a_colleague_who_is_asked_ends_the_listening(world_of: WorldOf) -> None:
    world = a_line(world_of)
    anna, caller, chloe = listens(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    transfer = consults(world)
    anna.is_talking_to(bram)
    chloe.was_hung_up(within="5s")
    assert listening.ask(world.house, CHLOE, world.reservation("anna"), "listen", world.now) == "under_way"
    world.api("POST", f"/api/transfers/{transfer['id']}/cancel")
    caller.is_talking_to(anna)
    asks_anna(world)
    world.agent("chloe").listens_to(caller)


def asks_anna(world: World) -> None:
    found = listening.ask(world.house, CHLOE, world.reservation("anna"), "listen", world.now)
    assert isinstance(found, Listening), found


def test_a_call_that_is_sent_on_ends_the_listening_and_says_the_notice_no_second_time(world_of: WorldOf) -> None:
    world = a_line(world_of)
    _, caller, chloe = listens(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    world.api("POST", "/api/agents/anna/transfer", need="technical")
    bram.is_talking_to(caller)
    chloe.was_hung_up(within="5s")
    said = [line.text for line in caller.transcript.lines if "meeluisteren" in line.text]
    assert len(said) == 1
    chloe.answers_and_says_nothing()
    asks(world)
    chloe.listens_to(caller)


def test_without_a_notice_nobody_listens(world_of: WorldOf) -> None:
    world = world_of(supervisors=("chloe",))
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    anna.is_talking_to(caller)
    caller.never_heard("meeluisteren")
    assert listening.ask(world.house, CHLOE, talk_of(world), "listen", world.now) == "off"


def test_whom_we_call_back_nobody_listens_to(world_of: WorldOf) -> None:
    world = a_line(world_of)
    _, customer = called_back_by_anna(world)
    assert listening.ask(world.house, CHLOE, talk_of(world), "listen", world.now) == "callback"
    customer.never_heard("meeluisteren")
    customer.hangs_up()


def test_a_caller_who_was_not_told_is_not_listened_to(world_of: WorldOf) -> None:
    world = a_line(world_of)
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.house.ledger.close()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    anna.is_talking_to(caller)
    with world.house.ledger.read() as ledger:
        is_told = listenings.notice_of(ledger, CallSid(caller.legs[-1].sid)) is not None
    assert is_told == ("meeluisteren" in caller.transcript.show())


def test_nobody_listens_to_themselves_or_twice_or_to_nothing(world_of: WorldOf) -> None:
    world = a_line(world_of)
    anna, caller, _ = listens(world)
    house, now = world.house, world.now
    assert listening.ask(house, AgentId("anna"), talk_of(world), "listen", now) == "oneself"
    assert listening.ask(house, AgentId("bram"), ReservationId("nothing"), "listen", now) == "no_talk"
    assert listening.ask(house, CHLOE, ReservationId("nothing"), "listen", now) == "listens_already"
    assert not listening.leave(house, AgentId("bram"), now)
    caller.hangs_up()
    anna.was_hung_up()


def test_who_talks_or_is_rung_cannot_listen(world_of: WorldOf) -> None:
    world = a_line(world_of)
    told_and_talking(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    talk = talk_of(world)
    other = world.caller("+31633333333", "another").dials(world.carrier.line).hears("toets 1").presses("2")
    bram.is_talking_to(other)
    assert listening.ask(world.house, AgentId("bram"), talk, "listen", world.now) == "busy"


def test_the_notice_is_said_again_where_the_ring_after_it_never_began(world_of: WorldOf) -> None:
    world = a_line(world_of)
    anna, bram = world.signs_on("anna", "bram")
    anna.refuses()
    bram.accepts()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    bram.is_talking_to(caller)
    said = [line.text for line in caller.transcript.lines if "meeluisteren" in line.text]
    assert len(said) == 1
    with world.house.ledger.read() as ledger:
        notice = listenings.notice_of(ledger, CallSid(caller.legs[-1].sid))
    assert notice is not None
    assert (notice.words, notice.tongue) == (NOTICE["nl"], "nl")


def test_the_notice_holds_nobody_up_for_more_than_six_seconds(world_of: WorldOf) -> None:
    world = world_of(listening={"notice": {"nl": "x" * 80, "en": "A supervisor may listen."}})
    (anna,) = world.signs_on("anna")
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    pressed_at = world.now
    anna.rings()
    assert (world.now - pressed_at).total_seconds() <= 6 + 1.5
    caller.hangs_up()


def test_a_notice_that_is_too_long_or_not_in_each_language_is_a_mistake(world_of: WorldOf) -> None:
    for wrong in ({"nl": "x" * 81, "en": "x"}, {"nl": "x"}):
        with pytest.raises(Exception, match=r"listening\.notice"):
            world_of(listening={"notice": wrong})
