"""An agent leaves and comes back; and what is told of it."""

import pytest
from sqlalchemy import update

from routing.agents import Presence
from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages.talking import talks
from voice_app import versions
from voice_app.ledger import accounts, agents, sessions
from voice_app.ledger.sessions import Session
from voice_app.ledger.tables import promises
from voice_app.rostering import edits, entries, going
from voice_app.rostering.edits import Click, Editor, LastSupervisor, NoSuchAgent, Taken
from voice_app.rostering.presences import put
from voice_app.rostering.reaching import NotReached, Typed, typed_of
from voice_app.rostering.record import Edited, record_of
from voice_app.versions import Version

ANNA, BRAM, CHLOE = map(AgentId, ("anna", "bram", "chloe"))
OWN_PHONE = Typed("tel", "+31612345678")


def has_a_session(chloe: Editor) -> None:
    now = chloe.now
    with chloe.house.ledger.write() as ledger:
        accounts.open_account(ledger, ANNA)
        ends_at = now.replace(year=now.year + 1)
        sessions.begin(ledger, Session("s1", "d1", ANNA, "agent", "", now, now, ends_at, proven_at=now))


def test_what_it_means_is_known_before(world: World, chloe: Editor) -> None:
    caller = talks(world)
    has_a_session(chloe)
    world.caller("+31633333333").dials(world.carrier.line).waits("40s").presses("1").waits("3s").hangs_up()
    with world.house.ledger.write() as ledger:
        ledger.execute(update(promises).values(preferred_agent="anna", preferred_until=world.now))
    owed = len(world.promises())
    found = going.foresee(chloe, ANNA)
    assert (found.promises, found.sessions, found.is_talking) == (owed, 1, True)
    assert (found.is_last, found.is_me) == (False, False)
    mine = going.foresee(chloe, CHLOE)
    assert (mine.is_last, mine.is_me, mine.is_talking) == (True, True, False)
    caller.hangs_up()


def test_who_leaves_is_out_everywhere_and_the_call_goes_on(world: World, chloe: Editor) -> None:
    caller = talks(world)
    has_a_session(chloe)
    going.let_go(chloe, ANNA)
    assert entries.entry_of(versions.newest(world.house).line, ANNA) is None
    with world.house.ledger.read() as ledger:
        assert agents.on_roster(ledger, ANNA) is None
        assert sessions.live(ledger, ANNA) == ()
    assert world.presence("anna") == Presence.SIGNED_OUT
    assert caller.talks_to(world.carrier.phones.agent("tel:+31612345678", "Anna"))
    caller.hangs_up()
    world.passes("1m")
    with pytest.raises(NoSuchAgent):
        going.let_go(chloe, ANNA)


def test_the_last_supervisor_does_not_leave(chloe: Editor) -> None:
    before = versions.newest(chloe.house).id
    with pytest.raises(LastSupervisor):
        going.let_go(chloe, CHLOE)
    assert versions.newest(chloe.house).id == before
    assert chloe.here(CHLOE).role == "supervisor"


def test_two_supervisors_do_not_let_each_other_go(world: World, chloe: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one is out of the line, and not yet off the roster, when the other lets go whoever does it."""
    shown = entries.mark_of(entries.entry_of(versions.newest(world.house).line, ANNA))
    edits.change(chloe, ANNA, shown, {"role": "supervisor"})
    anna, real = Editor(world.house, ANNA, chloe.now), Editor.make

    def and_then_the_other(editor: Editor, turn: edits.Turn) -> Version:
        made = real(editor, turn)
        if editor.by == CHLOE:
            going.let_go(anna, CHLOE)
        return made

    monkeypatch.setattr(Editor, "make", and_then_the_other)
    with pytest.raises(LastSupervisor):
        going.let_go(chloe, ANNA)
    with world.house.ledger.read() as ledger:
        assert [agents.on_roster(ledger, one) is not None for one in (ANNA, CHLOE)] == [True, False]


def test_who_comes_back_is_as_before_and_signed_out(world: World, chloe: Editor) -> None:
    shown = entries.mark_of(entries.entry_of(versions.newest(chloe.house).line, ANNA))
    edits.change(chloe, ANNA, shown, {"shifts": ["mon 09:00-17:00"], "texts": ["outcome"]})
    before = entries.entry_of(versions.newest(chloe.house).line, ANNA)
    going.let_go(chloe, ANNA)
    edits.set_level(chloe, BRAM, Click("billing", 2, 3), 0)
    going.come_back(chloe, ANNA, OWN_PHONE)
    assert entries.entry_of(versions.newest(chloe.house).line, ANNA) == before
    assert chloe.here(ANNA).presence == "signed_out"
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.caller().dials(world.carrier.line).waits("4s").presses("1").is_talking_to(anna).hangs_up()
    with pytest.raises(NoSuchAgent):
        going.come_back(chloe, ANNA, OWN_PHONE)


def test_a_phone_that_is_somebody_else_s_by_now_is_told_and_another_will_do(chloe: Editor) -> None:
    going.let_go(chloe, ANNA)
    shown = entries.mark_of(entries.entry_of(versions.newest(chloe.house).line, BRAM))
    edits.change(chloe, BRAM, shown, {}, OWN_PHONE)
    with pytest.raises(Taken) as caught:
        going.come_back(chloe, ANNA, OWN_PHONE)
    assert caught.value.holder.id == BRAM
    with pytest.raises(NotReached):
        going.come_back(chloe, ANNA, Typed("tel", "112"))
    assert chloe.known(ANNA).presence == "signed_out"
    going.come_back(chloe, ANNA, Typed("client", ""))
    assert chloe.here(ANNA).reach == "client:anna"


def test_whoever_was_disabled_by_command_comes_back_too(chloe: Editor) -> None:
    with chloe.house.ledger.write() as ledger:
        accounts.disable(ledger, BRAM, chloe.now)
        agents.leave(ledger, BRAM, "disabled", chloe.now)
    going.come_back(chloe, BRAM, typed_of(chloe.known(BRAM).reach))
    assert chloe.here(BRAM).name == "Bram"


def test_the_record_says_who_did_what(world: World, chloe: Editor) -> None:
    edits.set_level(chloe, ANNA, Click("billing", 3, 2), 0)
    world.signs_on("anna")
    put(world.house, ANNA, Presence.ON_BREAK, CHLOE, world.now)
    going.let_go(chloe, ANNA)
    going.come_back(chloe, ANNA, OWN_PHONE)
    told = record_of(world.house, ANNA)
    edited = [one for one in told if isinstance(one, Edited)]
    assert [(one.by, [each.key for each in one.changed][:1]) for one in edited][-1] == ("chloe", ["skills"])
    assert edited[-1].changed[0].before == {"billing": 3, "technical": 1}
    assert edited[-1].before == 1
    assert edited[0].before is None, "there is nothing to put back where the agent was not there"
    others = [getattr(one, "event", getattr(one, "presence", "")) for one in told if not isinstance(one, Edited)]
    assert sorted(others) == ["disabled", "enabled", "on_break"]
    assert all(one.by == "chloe" for one in told)
