"""Edits of the roster: a version each, effective at once, never over what somebody else has changed meanwhile."""

from dataclasses import replace
from threading import Thread

import pytest
from argon2 import PasswordHasher

from routing.agents import Presence
from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages.test_sessions import has_password
from voice_app import versions
from voice_app.accounts import hashing
from voice_app.ledger import account_events, agents
from voice_app.ledger.agents import Enrolment
from voice_app.mistakes import Mistakes
from voice_app.rostering import edits, entries
from voice_app.rostering.edits import Click, Editor, LastSupervisor, New, NoSuchAgent, Stale, Taken
from voice_app.rostering.reaching import NotReached, Typed

ANNA, BRAM, CHLOE, DORA = map(AgentId, ("anna", "bram", "chloe", "dora"))
NEW = New("", "Dora", Typed("client", ""), ("nl",))


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "HASHER", PasswordHasher(memory_cost=8, time_cost=1, parallelism=1))


def shown(chloe: Editor, agent: AgentId) -> str:
    return entries.mark_of(edits.table_of(versions.newest(chloe.house).line, chloe.known(agent)))


def by_command(chloe: Editor, reach: str = "tel:+31633333333") -> None:
    dora = Enrolment(DORA, "Dora", reach, ("nl",), {"billing": 1})
    with chloe.house.ledger.write() as ledger:
        agents.enrol(ledger, [dora], chloe.now)


def test_a_skill_is_a_version_and_on_the_board_at_once(world: World, chloe: Editor) -> None:
    before = versions.newest(world.house)
    edits.set_level(chloe, BRAM, Click("billing", 2, 3), 0)
    after = versions.newest(world.house)
    assert (after.by, after.source, after.base) == ("chloe", "page", before.id)
    assert [(change.before, change.after) for change in versions.differences(before.line, after.line)] == [(2, 3)]
    assert world.house.roster[BRAM].skills["billing"] == 3
    on_board = world.house.board.agent(BRAM)
    assert on_board is not None
    assert dict(on_board.agent.skills.levels)["billing"] == 3  # type: ignore[index]  # a name is a string


def test_who_takes_the_next_call_is_who_can_by_then(world: World, chloe: Editor) -> None:
    edits.set_level(chloe, ANNA, Click("technical", 1, 0), 0)
    world.signs_on("anna")
    world.agent("anna").accepts()
    edits.set_level(chloe, ANNA, Click("technical", 0, 3), 0)
    caller = world.caller().dials(world.carrier.line).waits("4s").presses("2")
    caller.is_talking_to(world.agent("anna"))
    caller.hangs_up()


def test_a_cell_that_somebody_else_has_changed_is_not_written_over(chloe: Editor) -> None:
    seen = versions.newest(chloe.house).id
    edits.set_level(replace(chloe, by=ANNA), BRAM, Click("billing", 2, 3), seen)
    with pytest.raises(Stale) as caught:
        edits.set_level(chloe, BRAM, Click("billing", 2, 3), seen)
    assert caught.value.by == "anna"
    edits.click_language(replace(chloe, by=ANNA), BRAM, ["nl"], "en", seen)
    with pytest.raises(Stale):
        edits.click_language(chloe, BRAM, ["nl"], "fr", seen)
    with pytest.raises(Stale):
        edits.set_languages(chloe, BRAM, ["en"], ["en", "nl"])
    assert chloe.known(BRAM).languages == ("nl", "en")


def test_of_the_own_quick_clicks_each_counts(chloe: Editor) -> None:
    """All from a page that still shows what it showed at first."""
    seen = versions.newest(chloe.house).id
    assert [edits.set_level(chloe, BRAM, Click("billing", 2, 3), seen) for _ in range(3)] == [(2, 3), (3, 0), (0, 1)]
    assert chloe.known(BRAM).skills["billing"] == 1
    for expected in (("nl", "en"), ("en", "nl"), ("nl",)):
        assert edits.click_language(chloe, BRAM, ["nl"], "en", seen) == expected
    with pytest.raises(Stale):  # a page that nobody knows
        edits.set_level(chloe, BRAM, Click("billing", 2, 3), 0)


def test_of_many_clicks_at_once_none_is_lost(world: World, chloe: Editor) -> None:
    """Each of another cell, all from the same page."""
    cells = [(agent, need) for agent in (ANNA, BRAM, CHLOE) for need in ("moving", "sales")]
    clicks = [Thread(target=edits.set_level, args=(chloe, agent, Click(need, 0, 2), 0)) for agent, need in cells]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    line = versions.newest(world.house).line
    found = {(agent.id, need) for agent in line.agents for need in agent.skills if agent.skills[need] == 2}
    assert found >= {(str(agent), need) for agent, need in cells}


def test_an_agent_of_a_command_is_taken_over_at_the_first_edit(chloe: Editor) -> None:
    by_command(chloe)
    edits.set_languages(chloe, DORA, ["nl"], ["nl", "en"])
    entry = entries.entry_of(versions.newest(chloe.house).line, DORA)
    assert entry is not None
    assert (entry["languages"], entry["reach"], entry["skills"]) == (
        ["nl", "en"],
        "tel:+31633333333",
        {"billing": 1},
    )


def test_somebody_is_added_with_an_id_of_their_own(world: World, chloe: Editor) -> None:
    assert edits.add(chloe, NEW) == "dora"
    assert edits.add(chloe, replace(NEW, name="Dora")) == "dora-2"
    dora = world.house.roster[DORA]
    assert (dora.reach, dora.presence, dora.role) == ("client:dora", "signed_out", "agent")
    assert world.presence("dora") == Presence.SIGNED_OUT
    with world.house.ledger.read() as ledger:
        told = [(event.event, event.by) for event in account_events.of(ledger, DORA)]
    assert told == [("added", "chloe")]


def test_an_id_that_anybody_ever_had_is_taken(chloe: Editor) -> None:
    with pytest.raises(Taken) as caught:
        edits.add(chloe, replace(NEW, id="anna"))
    assert (caught.value.key, caught.value.holder.name) == ("id", "Anna")


@pytest.mark.parametrize("reach", ["06 12345678", "+31 6 33333333"])
def test_a_phone_that_is_somebody_else_s_is_refused(chloe: Editor, reach: str) -> None:
    """Of the line, and of somebody whom only a command has added: that one would be pushed out."""
    by_command(chloe)
    with pytest.raises(Taken) as caught:
        edits.add(chloe, replace(NEW, id="eva", reach=Typed("tel", reach)))
    assert caught.value.key == "reach"
    with pytest.raises(Taken):
        edits.change(chloe, BRAM, shown(chloe, BRAM), {}, Typed("tel", reach))
    with chloe.house.ledger.read() as ledger:
        assert agents.on_roster(ledger, DORA) is not None


def test_what_is_wrong_is_told_by_its_key_and_nothing_is_written(chloe: Editor) -> None:
    before = versions.newest(chloe.house).id
    with pytest.raises(Mistakes) as caught:
        edits.add(chloe, replace(NEW, id="D D", name=" ", languages=(), reach=Typed("sip", "dora")))
    assert {mistake.where for mistake in caught.value.all} == {"id", "name", "languages", "reach"}
    with pytest.raises(NotReached):
        edits.add(chloe, replace(NEW, reach=Typed("tel", "+1 212 555 2368")))
    assert versions.newest(chloe.house).id == before


def test_of_two_editors_of_one_agent_the_second_is_told(chloe: Editor) -> None:
    seen = shown(chloe, ANNA)
    edits.change(replace(chloe, by=BRAM), ANNA, seen, {"name": "Anna B."})
    edits.change(chloe, BRAM, shown(chloe, BRAM), {"name": "Bram B."})
    with pytest.raises(Stale) as caught:
        edits.change(chloe, ANNA, seen, {"name": "Anna C."})
    assert caught.value.by == "bram", "not who changed somebody else after that"
    assert [agent.name for agent in versions.newest(chloe.house).line.agents][:2] == ["Anna B.", "Bram B."]


def test_an_agent_is_put_back_and_nobody_else_is(chloe: Editor) -> None:
    before = versions.newest(chloe.house).id
    edits.change(chloe, ANNA, shown(chloe, ANNA), {"name": "Anna B.", "texts": ["context"]})
    edits.change(chloe, BRAM, shown(chloe, BRAM), {"name": "Bram B."})
    edits.put_back(chloe, ANNA, before, shown(chloe, ANNA))
    anna, bram, _ = versions.newest(chloe.house).line.agents
    assert (anna.name, anna.texts, bram.name) == ("Anna", (), "Bram B.")
    with pytest.raises(NoSuchAgent):
        edits.put_back(chloe, ANNA, 999, shown(chloe, ANNA))


def test_the_last_supervisor_stays_one(chloe: Editor) -> None:
    with pytest.raises(LastSupervisor):
        edits.change(chloe, CHLOE, shown(chloe, CHLOE), {"role": "agent"})
    edits.change(chloe, ANNA, shown(chloe, ANNA), {"role": "supervisor"})
    with pytest.raises(LastSupervisor):  # Anna has no way in yet
        edits.change(chloe, CHLOE, shown(chloe, CHLOE), {"role": "agent"})
    has_password(chloe.house, "anna")
    edits.change(chloe, CHLOE, shown(chloe, CHLOE), {"role": "agent"})
    assert chloe.known(CHLOE).role == "agent"


def test_two_who_take_each_other_s_role_leave_one(chloe: Editor) -> None:
    edits.change(chloe, ANNA, shown(chloe, ANNA), {"role": "supervisor"})
    has_password(chloe.house, "anna")
    has_password(chloe.house, "chloe")
    anna = replace(chloe, by=ANNA)
    of_anna, of_chloe = shown(chloe, ANNA), shown(chloe, CHLOE)
    edits.change(chloe, ANNA, of_anna, {"role": "agent"})
    with pytest.raises(LastSupervisor):
        edits.change(anna, CHLOE, of_chloe, {"role": "agent"})


def test_nobody_is_changed_who_is_not_here(chloe: Editor) -> None:
    with pytest.raises(NoSuchAgent):
        edits.set_level(chloe, AgentId("nemo"), Click("billing", 0, 1), 0)
