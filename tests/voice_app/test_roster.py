"""The roster of a process that runs, while others change it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from routing.skills import AgentId
from tests.journeys.world import World
from voice_app.ledger import LedgerGone, account_events, agents
from voice_app.ledger.agents import Enrolment
from voice_app.roster import FRESH, Roster
from voice_app.runtime import assemble

ANNA, DORA = AgentId("anna"), AgentId("dora")
NEW = Enrolment(DORA, "Dora", "tel:+31633333333", ("nl",), {"billing": 3})


def test_who_is_added_while_we_run_is_there_within_seconds(world: World) -> None:
    assert DORA not in world.house.roster
    with world.house.ledger.write() as ledger:
        agents.enrol(ledger, [NEW], world.now)
        account_events.note(ledger, DORA, "added", world.now)
    world.passes("6s")
    assert world.house.roster[DORA].name == "Dora"
    assert world.house.by_reach["tel:+31633333333"].id == DORA
    assert DORA in list(world.house.roster)


def test_who_is_added_takes_calls(world: World) -> None:
    with world.house.ledger.write() as ledger:
        agents.enrol(ledger, [NEW], world.now)
        account_events.note(ledger, DORA, "added", world.now)
    world.passes("6s")
    (dora,) = world.signs_on("dora")
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    dora.rings().answers().hears("Toets 1").presses("1").is_talking_to(caller)
    assert world.activity("dora") == "talking"
    caller.hangs_up()


def test_who_left_is_found_by_name_alone(world: World) -> None:
    world.signs_on("anna")
    with world.house.ledger.write() as ledger:
        agents.leave(ledger, ANNA, "disabled", world.now)
        account_events.note(ledger, ANNA, "disabled", world.now)
    world.passes("1m")
    roster = world.house.roster
    assert roster[ANNA].name == "Anna"
    assert (ANNA in roster, roster.get(ANNA), ANNA in list(roster)) == (False, None, False)
    assert "tel:+31612345678" not in world.house.by_reach
    assert world.presence("anna") == "signed_out", "the ticker has put it on the board"


def test_a_process_that_begins_later_still_knows_who_had_left_before(world: World) -> None:
    """Or whoever has a call that was sent on by somebody who has left could be shown no desk."""
    with world.house.ledger.write() as ledger:
        agents.enrol(ledger, [NEW], world.now)
        agents.leave(ledger, DORA, "disabled", world.now)
    house = world.house
    begun = assemble(house.settings, house.line, house.ledger, board=house.board, jobs=house.jobs, clock=house.clock)
    roster = begun.roster
    assert roster[DORA].name == "Dora"
    assert (DORA in roster, DORA in list(roster)) == (False, False)


def test_without_a_ledger_it_stays_as_it_was(world: World) -> None:
    now, anna = [world.now], world.house.roster[ANNA]

    def ask(mark: object) -> tuple[object, list[agents.Agent]]:
        if mark is not None:
            raise LedgerGone("locked")
        return 1, [anna]

    roster = Roster(ask, lambda: now[0])
    now[0] += FRESH + timedelta(seconds=1)
    assert list(roster) == [ANNA]
    with pytest.raises(KeyError):
        roster[DORA]


def test_a_clock_that_was_put_back_does_not_keep_it_old(world: World) -> None:
    now, anna = [world.now], world.house.roster[ANNA]
    there = [[anna]]
    roster = Roster(lambda _: (len(there), there[-1]), lambda: now[0])
    there.append([replace(anna, name="Anna B.")])
    now[0] -= timedelta(hours=1)
    assert roster[ANNA].name == "Anna B."


def test_nobody_is_read_where_nothing_has_changed(world: World) -> None:
    """A look every few seconds must not cost what ten thousand agents do."""
    world.signs_on("anna")
    with world.house.ledger.read() as ledger:
        before = agents.mark(ledger)
    world.passes("1m")
    world.signs_off("anna")
    with world.house.ledger.read() as ledger:
        assert agents.mark(ledger) == before
