"""The line is edited while a process runs: versions, and who is told."""

import pytest

from routing.skills import AgentId
from tests.journeys.lines import line_of
from tests.journeys.world import World
from voice_app import versions
from voice_app.ledger import Ledger, agents, lines
from voice_app.line import Line
from voice_app.line.content import content_of
from voice_app.mistakes import Mistakes
from voice_app.runtime import Runtime, assemble
from voice_app.versions import Change, Overtaken, Version, differences

RENAMED = line_of(line={"name": "Anders"})
PINNED = line_of(agent_pins={"anna": "4711"})


def started(world: World, line: Line) -> Runtime:
    """Another process that starts now, with this line file."""
    house = world.house
    return assemble(house.settings, line, house.ledger, board=house.board, jobs=house.jobs, clock=house.clock)


def edited(world: World, line: Line = RENAMED, **how: object) -> Version:
    said = {"base": versions.newest(world.house).id, "by": "chloe", "source": "page", "now": world.now, **how}
    changed = versions.change(world.house, line, **said)  # type: ignore[arg-type]  # as given
    assert isinstance(changed, Version)
    return changed


# ── changed, and restored ───────────────────────────────────────────────────────────────────────────────────────────


def test_an_edit_is_the_newest_at_once_and_says_who_made_it(world: World) -> None:
    first = versions.newest(world.house)
    second = edited(world)
    assert versions.newest(world.house) == second
    assert (second.line, second.by, second.source, second.base) == (RENAMED, "chloe", "page", first.id)
    assert world.house.current().line_version == second.id
    assert world.house.line_version == first.id  # what is handed out never changes


def test_of_two_editors_the_second_is_told(world: World) -> None:
    base = versions.newest(world.house).id
    second = edited(world)
    later = line_of(line={"name": "Later"})
    told = versions.change(world.house, later, base=base, by="anna", source="page", now=world.now)
    assert told == Overtaken(second)
    assert versions.newest(world.house) == second


def test_saying_the_same_again_is_no_version(world: World) -> None:
    second = edited(world)
    assert edited(world).id == second.id


def test_a_version_is_restored_as_a_new_one(world: World) -> None:
    first = versions.newest(world.house)
    second = edited(world)
    back = versions.restore(world.house, first.id, base=second.id, by="chloe", now=world.now)
    assert isinstance(back, Version)
    assert (back.line, back.base) == (first.line, second.id)
    assert back.id not in (first.id, second.id)
    assert [one.id for one in versions.history(world.house)] == [back.id, second.id, first.id]
    assert [one.id for one in versions.history(world.house, before=back.id, most=1)] == [second.id]
    assert versions.restore(world.house, 99, base=back.id, by=None, now=world.now) is None


def test_whom_an_edit_names_is_on_the_roster_at_once(world: World) -> None:
    raw = content_of(line_of())
    raw["agent"].append(raw["agent"][0] | {"id": "dora", "name": "Dora", "reach": "tel:+31633333333"})
    raw["agent"][1]["skills"] = {"billing": 1}
    edited(world, Line.from_dict(raw))
    assert world.house.roster[AgentId("dora")].name == "Dora"
    assert world.house.roster[AgentId("bram")].skills == {"billing": 1}


def test_who_is_left_out_of_an_edit_stays_on_the_roster(world: World) -> None:
    raw = content_of(line_of())
    del raw["agent"][2]
    edited(world, Line.from_dict(raw))
    assert AgentId("chloe") in world.house.roster


def test_a_pin_is_in_no_version(world: World) -> None:
    with pytest.raises(Mistakes, match=r"agent\[1\].pin"):
        edited(world, PINNED)
    house = started(world, PINNED)
    assert house.pins == {"anna": "4711"}
    assert "4711" not in repr(house) + str(house.line.as_dict())
    assert "4711" not in str([content_of(one.line) for one in versions.history(world.house)])


# ── the file, at a start ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_edit_survives_a_restart_and_pins_stay_those_of_the_file(world: World) -> None:
    second = edited(world)
    house = started(world, PINNED)
    assert (house.line_version, house.line.name) == (second.id, "Anders")
    assert house.pins == {"anna": "4711"}
    assert len(versions.history(world.house)) == 2


def test_processes_that_start_with_one_file_share_a_version(world: World) -> None:
    one, other = started(world, RENAMED), started(world, RENAMED)
    assert one.line_version == other.line_version == versions.newest(world.house).id
    assert len(versions.history(world.house)) == 2


def test_a_file_that_was_edited_by_hand_takes_over_and_says_what_it_replaces(world: World) -> None:
    first, second = versions.newest(world.house), edited(world)
    house = started(world, line_of(line={"name": "Met de hand"}))
    by_hand, *before = versions.history(world.house)
    assert (house.line_version, house.line.name) == (by_hand.id, "Met de hand")
    assert (by_hand.source, by_hand.by, by_hand.base, by_hand.replaces) == ("file", None, second.id, (second.id,))
    assert [one.id for one in before] == [second.id, first.id]
    back = versions.restore(world.house, second.id, base=by_hand.id, by="chloe", now=world.now)
    assert isinstance(back, Version)
    assert back.line == second.line


def test_a_program_with_more_keys_takes_an_older_file_for_the_same(world: World, ledger: Ledger) -> None:
    """A version that an older program wrote lacks what is new, and means its default."""
    second = edited(world)
    with ledger.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER line_versions_refuses_update")
        connection.exec_driver_sql("UPDATE line_versions SET content = json_remove(content, '$.caps') WHERE id = 1")
    assert started(world, line_of()).line_version == second.id


def test_a_version_of_a_newer_program_is_written_over_by_no_start_of_an_older_one(world: World, ledger: Ledger) -> None:
    first, _ = versions.newest(world.house), edited(world)
    with ledger.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER line_versions_refuses_update")
        connection.exec_driver_sql("UPDATE line_versions SET content = json_remove(content, '$.menu') WHERE id = 2")
    house = started(world, line_of())
    assert (house.line_version, house.line) == (first.id, line_of())
    with ledger.read() as connection:
        assert lines.newest_id(connection) == 2, "and the log names the one that is left to the newer program"


def test_an_agent_changed_by_an_edit_survives_a_restart(world: World) -> None:
    raw = content_of(line_of())
    raw["agent"][0]["name"] = "Anna Maria"
    edited(world, Line.from_dict(raw))
    started(world, line_of())
    with world.house.ledger.read() as ledger:
        anna = agents.get(ledger, AgentId("anna"))
    assert anna is not None
    assert anna.name == "Anna Maria"


# ── differences ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_differences_are_told_by_paths_that_people_can_read() -> None:
    raw = content_of(line_of())
    raw["line"]["name"] = "Anders"
    raw["menu"][1]["label"]["nl"] = "een defect"
    raw["hours"]["mon"] = []
    assert differences(line_of(), Line.from_dict(raw)) == (
        Change("line.name", "Voorbeeld", "Anders"),
        Change("hours.mon", ["09:00-21:00"], []),
        Change("menu[2].label.nl", "een storing", "een defect"),
    )


def test_an_entry_that_came_or_went_is_one_difference() -> None:
    raw = content_of(line_of())
    gone = raw["menu"].pop(0)
    raw["menu"].append(gone | {"need": "moving", "key": "3"})
    changes = differences(line_of(), Line.from_dict(raw))
    assert [(one.path, one.before is None, one.after is None) for one in changes] == [
        ("menu[2]", True, False),
        ("menu[1]", False, True),
    ]


def test_another_order_is_one_difference() -> None:
    raw = content_of(line_of())
    raw["menu"].reverse()
    assert differences(line_of(), Line.from_dict(raw)) == (
        Change("menu", ["billing", "technical"], ["technical", "billing"]),
    )


def test_a_pin_is_no_difference() -> None:
    assert differences(line_of(), PINNED) == ()
