"""The line is edited while calls come in: the next call is under the new version, a call under way keeps its own."""

from urllib.parse import parse_qs, urlsplit

from carrier.events import Requested
from carrier.phone import Phone
from tests.journeys.world import World
from voice_app import versions
from voice_app.line import Line
from voice_app.line.content import content_of

MENU = [{"key": "1", "need": "technical", "label": {"nl": "een defect", "en": "a defect"}}]


def dials(world: World, phone: str = "+31622222222") -> Phone:
    return world.caller(phone).dials(world.carrier.line).hears("Welkom")


def is_busy(world: World, id_: str, key: str = "2") -> Phone:
    """An agent who talks with somebody; whoever comes next waits."""
    (agent,) = world.signs_on(id_)
    caller = dials(world, "+31622229999").presses(key)
    agent.rings().answers().hears("Toets 1").presses("1").is_talking_to(caller)
    return caller


def test_the_next_call_hears_the_new_menu_and_one_under_way_keeps_its_own(world: World) -> None:
    before = dials(world).hears("Voor een rekening, toets 1")
    edited = world.edits(menu=MENU)
    after = dials(world, "+31622223333").hears("Voor een defect, toets 1")
    (bram,) = world.signs_on("bram")
    before.presses("2")
    bram.rings().answers().hears("een storing").presses("1").is_talking_to(before)
    assert (world.call(before).line_version, world.call(before).need) == (edited.base, "technical")
    assert world.call(after).line_version == edited.id


def test_every_step_of_a_call_is_asked_under_the_version_it_began_with(world: World) -> None:
    other = is_busy(world, "bram")
    caller = dials(world).presses("2").hears("U bent de eerstvolgende", within="60s")
    edited = world.edits(menu=MENU, waiting={"ring_agent": "9s"})
    other.hangs_up()
    bram = world.agent("bram")  # found by the ticker, rung by a worker's redirect
    bram.rings(within="60s").answers().hears("Toets 1").presses("1").is_talking_to(caller)
    sid = caller.legs[-1].sid
    caller.hangs_up()
    assert versions_in_urls(world, sid) == {str(edited.base)}


def versions_in_urls(world: World, sid: str) -> set[str]:
    """Which versions the steps of this call were asked under, but for the first, which has none yet."""
    asked = [event for event in world.carrier.exchange.record if isinstance(event, Requested) and event.call_sid == sid]
    steps = [urlsplit(event.url) for event in asked if "/voice/" in event.url and "/voice/status" not in event.url]
    return {version for step in steps[1:] for version in parse_qs(step.query).get("v", ["none"])}


def test_hours_that_change_hold_at_once_for_whoever_comes_and_whoever_waits(world: World) -> None:
    is_busy(world, "anna", "1")
    waiting = dials(world).presses("1").hears("U bent de eerstvolgende", within="60s")
    world.edits(hours={"mon": ["09:00-12:00"]})
    dials(world, "+31622223333").presses("1").hears("We zijn nu gesloten")
    waiting.hears("We sluiten nu. Toets 1 en we bellen u terug", within="60s")
    waiting.presses("1").hears("We bellen u terug, uiterlijk")


def test_the_worker_and_the_ticker_follow_without_a_restart(world: World) -> None:
    world.signs_on("anna")
    world.api("POST", "/api/promises", phone="+31622222222", need="billing")
    world.edits(waiting={"ring_agent": "7s"}, callback={"call_between": "13:00-20:00"})
    anna = world.agent("anna")
    world.passes("10m")
    assert not anna.legs  # the ticker knows when people are called now
    world.passes("45m")
    anna.rings(within="10m")
    world.passes("13s")
    assert not anna.is_ringing  # and the worker how long phones ring now


def test_who_is_named_by_an_edit_takes_the_next_call(world: World) -> None:
    dora = {"id": "dora", "name": "Dora", "reach": "tel:+31633333333", "languages": ["nl"], "skills": {"billing": 3}}
    world.edits(agent=[*content_of(world.house.line)["agent"], dora])
    (phone,) = world.signs_on("dora")
    caller = dials(world).presses("1")
    phone.rings().answers().hears("Toets 1").presses("1").is_talking_to(caller)


def test_an_edit_in_the_middle_of_a_ring_lets_it_go_on(world: World) -> None:
    (anna,) = world.signs_on("anna")
    caller = dials(world).presses("1")
    anna.rings().answers().hears("Toets 1")
    world.edits(menu=MENU)
    anna.presses("1").is_talking_to(caller)


def test_what_was_restored_is_heard_by_the_next_call(world: World) -> None:
    edited = world.edits(menu=MENU)
    dials(world).hears("Voor een defect, toets 1").hangs_up()
    assert edited.base is not None
    versions.restore(world.house, edited.base, base=edited.id, by="chloe", now=world.now)
    dials(world).hears("Voor een rekening, toets 1")


def test_what_an_agent_has_learnt_counts_within_two_seconds(world: World) -> None:
    (bram, chloe) = world.signs_on("bram", "chloe")
    agents = content_of(world.house.line)["agent"]
    agents[2]["skills"] = {"billing": 3}
    world.edits(agent=agents)
    world.passes("2s")
    dials(world).presses("1")
    chloe.rings()
    assert not bram.is_ringing


def test_of_two_editors_the_second_is_told_and_nothing_of_the_first_is_lost(world: World) -> None:
    base = versions.newest(world.house)
    first = world.edits(menu=MENU)
    second = Line.from_dict(content_of(base.line) | {"closure": None, "hours": {"mon": ["09:00-10:00"]}})
    told = versions.change(world.house, second, base=base.id, by="anna", source="page", now=world.now)
    assert told == versions.Overtaken(first)
    dials(world).hears("Voor een defect, toets 1")
