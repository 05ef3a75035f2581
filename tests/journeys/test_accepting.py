"""An acceptance that comes twice, twenty times at once, too late, or never: told clearly, and nobody is stuck."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from werkzeug.datastructures import MultiDict

from carrier.phone import Phone
from carrier.record import requests
from carrier.testing import ACCOUNT_SID, AUTH_TOKEN
from routing.skills import AgentId, CallSid
from tests.journeys.askings import asks_for_a_callback
from tests.journeys.world import World
from tools.stage import BASE_URL
from voice_app.signature import sign

MANY = 20


def rings_in(world: World, phone: str = "+31622222222", key: str = "1") -> Phone:
    return world.caller(phone).dials(world.carrier.line).hears("Welkom").presses(key)


def is_asked(world: World, agent: Phone) -> str:
    """The agent has picked up and is being asked; where the key goes."""
    agent.answers_and_says_nothing().hears("Toets 1")
    asked = [hook for hook in requests(world.carrier.exchange.record) if "/voice/whisper?" in hook.url][-1]
    gather = ElementTree.fromstring(asked.body).find("Gather")  # noqa: S314 - our own words
    assert gather is not None
    return gather.attrib["action"]


def presses_1(world: World, url: str, leg: str) -> str:
    """What the carrier would be told on this leg: `talk`, `dial`, or `told` that it is not needed any more."""
    form = {"AccountSid": ACCOUNT_SID, "CallSid": leg, "CallStatus": "in-progress", "Direction": "outbound-dial"}
    form["Digits"] = "1"
    answer = world.app.test_client().post(
        url.removeprefix(BASE_URL),
        data=urlencode(form),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": sign(url, MultiDict(form), AUTH_TOKEN)},
    )
    assert answer.status_code == 200
    said = answer.get_data(as_text=True)
    if "<Dial" in said:
        return "dial"
    return "told" if "Dit is niet meer nodig" in said else "talk"


def at_once(act: Callable[[int], str]) -> Counter[str]:
    barrier = Barrier(MANY)

    def wait_and_act(n: int) -> str:
        barrier.wait()
        return act(n)

    with ThreadPoolExecutor(MANY) as pool:
        return Counter(pool.map(wait_and_act, range(MANY)))


# ── twice ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.fault("F25")
def test_the_same_acceptance_twenty_times_is_one(world: World) -> None:
    (anna,) = world.signs_on("anna")
    caller = rings_in(world)
    url, leg = is_asked(world, anna), anna.legs[-1].sid
    assert at_once(lambda _: presses_1(world, url, leg)) == {"talk": MANY}
    anna.presses("1").is_talking_to(caller)
    assert world.activity("anna") == "talking"
    assert [held.result for held in world.why(caller)] == ["accepted"]


@pytest.mark.fault("F25")
def test_of_twenty_legs_that_accept_one_gets_the_caller_and_the_others_are_told(world: World) -> None:
    (anna,) = world.signs_on("anna")
    caller = rings_in(world)
    url = is_asked(world, anna)
    assert at_once(lambda n: presses_1(world, url, f"CA{n:032}")) == {"talk": 1, "told": MANY - 1}
    caller.hangs_up()
    world.passes("40s")
    assert world.activity("anna") == "idle"


@pytest.mark.fault("F25")
@pytest.mark.parametrize("same_leg", [True, False])
def test_twenty_acceptances_of_a_callback_dial_the_customer_once(world: World, same_leg: bool) -> None:
    asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    url, leg = is_asked(world, anna), anna.legs[-1].sid
    told = at_once(lambda n: presses_1(world, url, leg if same_leg else f"CA{n:032}"))
    assert told == ({"dial": MANY} if same_leg else {"dial": 1, "told": MANY - 1})
    (tried,) = world.attempts(world.promise().id)
    assert tried.dialled
    anna.hangs_up()


# ── too late ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_accepts_after_the_caller_left_is_told_so(world: World) -> None:
    """The two cross on the way: the caller's end reached us first, and the agent's leg still lives."""
    (anna,) = world.signs_on("anna")
    caller = rings_in(world)
    url, leg = is_asked(world, anna), anna.legs[-1].sid
    caller.hangs_up()
    world.passes("1s")
    assert presses_1(world, url, leg) == "told"
    assert (world.activity("anna"), world.presence("anna")) == ("idle", "ready")
    anna.accepts().is_talking_to(rings_in(world, "+31622222223"), within="20s")


def test_leaving_and_accepting_at_the_same_moment_have_one_end(world: World) -> None:
    """Ten legs of the hang-up and ten of the key: either they talk or it was too late, and in the end all is free."""
    (anna,) = world.signs_on("anna")
    caller = rings_in(world)
    url, leg, sid = is_asked(world, anna), anna.legs[-1].sid, CallSid(caller.legs[-1].sid)
    told = at_once(lambda n: str(world.house.board.leave(sid, world.now)) if n % 2 else presses_1(world, url, leg))
    talked = {"talk": MANY // 2, "talking": MANY // 2}
    left = {"told": MANY // 2, "released": 1, "gone": MANY // 2 - 1}
    assert told in (talked, left)
    caller.hangs_up()
    world.passes("40s")
    assert world.activity("anna") == "idle"
    assert world.house.board.call(sid) is None


def test_a_wrap_up_that_is_over_is_told_in_a_sentence(world: World) -> None:
    (anna,) = world.signs_on("anna")
    caller = rings_in(world)
    anna.accepts().is_talking_to(caller)
    caller.hangs_up()
    world.passes("1s")
    assert world.api("POST", "/api/agents/anna/wrapped", disposition="resolved").status_code == 200
    again = world.api("POST", "/api/agents/anna/wrapped", disposition="wrong_number")
    assert again.status_code == 409
    assert "no conversation that is over and not wrapped up" in again.json["detail"]


# ── never ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.fault("F23", "F24")
@pytest.mark.parametrize("status", ["busy", "no-answer", "failed"])
@pytest.mark.parametrize(("agent", "key"), [("anna", "1"), ("chloe", "2")])
def test_an_agent_who_vanishes_while_the_phone_rings_is_one_who_did_not_accept(
    world: World, agent: str, key: str, status: str
) -> None:
    (phone,) = world.signs_on(agent)
    world.agent(agent).lets_it_ring()
    caller = rings_in(world, key=key)
    phone.rings()
    world.carrier.exchange.lines.decline(phone.legs[-1].sid, status)
    world.passes("2s")
    assert world.activity(agent) == "idle"
    assert caller.is_in_call
    (bram,) = world.signs_on("bram")
    bram.accepts().is_talking_to(caller, within="30s")


@pytest.mark.fault("F23")
def test_an_agent_who_vanishes_in_the_whisper_and_of_whom_nothing_is_told_is_free_in_time(world: World) -> None:
    """The phone dies in a tunnel: no key, no word of its end, and the Dial that would tell is lost as well."""
    (anna,) = world.signs_on("anna")
    caller = rings_in(world)
    is_asked(world, anna)
    faults = world.carrier.exchange.faults
    world.loses("web")
    world.carrier.exchange.tolerate(11200, 11205)
    faults.status_hooks(drop=True)
    faults.app("/voice/rang", refuse_connection=True, times=2)
    anna.hangs_up()
    world.passes("45s")
    world.regains("web")
    on_board = world.house.board.agent(AgentId("anna"))
    assert on_board is not None
    assert on_board.agent.activity == "idle"
    assert world.house.board.call(CallSid(caller.legs[-1].sid)) is not None or world.promise().phone == caller.address
