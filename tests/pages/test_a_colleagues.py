"""What is a colleague's: an agent who knows every id of it opens nothing, changes nothing, and is shown no number."""

import re

import pytest
from flask import Flask

from tests.journeys.world import World
from tests.pages import who_may
from tests.pages.test_door import digest_of
from tests.pages.visitors import signed_in
from voice_app.ledger import Phone, customers
from voice_app.ledger.customers import Customer, Listed
from voice_app.runtime import Runtime

pytestmark = pytest.mark.threat("T14")

CALLER, OWED = "+31655566677", "+31633344455"
NAME = "Kwikkelstein"
SPELLINGS = [phone[start:] for phone in (CALLER, OWED) for start in (3, 4)]


@pytest.fixture
def busy(world: World) -> World:
    """Bram talks with a customer of the firm's list, and a callback is owed to another, which he is to make."""
    with world.house.ledger.write() as ledger:
        listed = [Listed(Customer(phone, NAME), (Phone(phone),)) for phone in (CALLER, OWED)]
        customers.take(ledger, "import", listed, world.now)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    caller = world.caller(CALLER).dials(world.carrier.line).hears("Welkom").presses("1")
    bram.is_talking_to(caller)
    assert world.api("POST", "/api/promises", phone=OWED, need="billing", language="nl").status_code == 201
    return world


def ids_of(world: World) -> dict[str, str]:
    """Whatever an address may name of what is Bram's."""
    promise, talk = world.promise().id, world.reservation("bram")
    return {
        "promise_id": promise,
        "act_id": promise,
        "id_": "bram",
        "id": promise,
        "name": talk,
        "day": world.now.date().isoformat(),
        "screen": promise,
        "alarm_id": promise,
        "group": "waiting",
    }


def unspaced(page: str) -> str:
    return re.sub(r"[\s().\-]|%2B|&nbsp;|\u00a0|\u202f", "", page)


def shows_nobody(answer: str, what: str) -> None:
    assert NAME not in answer, what
    plain = unspaced(answer)
    assert not [spelling for spelling in SPELLINGS if spelling in plain], what


def test_an_agent_who_knows_every_id_opens_nothing_and_is_shown_no_number(
    busy: World, house: Runtime, app: Flask
) -> None:
    """Neither by the addresses that name something, nor by those that do not, nor by what a program tells an agent."""
    anna, bram, ids = signed_in(house, app, "anna"), signed_in(house, app, "bram"), ids_of(busy)
    named = opened = 0
    for route in who_may.ROUTES:
        method, _, path = route.partition(" ")
        if method != "GET" or "<token>" in path or route in who_may.NEVER_ENDS:
            continue
        is_named = "<" in path
        for name, value in ids.items():
            path = path.replace(f"<{name}>", value)
        assert "<" not in path, f"give {path} an id in `ids_of`"
        answer = anna.get(path)
        shows_nobody(answer.text, path)
        assert not is_named or answer.status_code == 404, path
        named, opened = named + is_named, opened + (answer.status_code == 200)
    assert named > 5
    assert opened >= 5
    for path in ("/api/agents/anna", "/api/agents", "/api/queue"):
        shows_nobody(str(busy.api("GET", path).json), path)
    desk = bram.get("/desk").text
    assert NAME in desk, "and whoever talks with that customer is told who it is"
    assert CALLER[4:] in unspaced(desk)
    assert busy.api("GET", "/api/agents/bram").json["call"]["phone"] == CALLER


def test_no_form_that_names_a_colleague_s_talk_changes_anything(busy: World, house: Runtime, app: Flask) -> None:
    """Every form of the desk, with the reservation of Bram's talk, the sid of its call and the id of the promise."""
    anna, talk, promise = signed_in(house, app, "anna"), busy.reservation("bram"), busy.promise().id
    sid = busy.caller(CALLER).legs[-1].sid
    before, tried = digest_of(house), 0
    for route in who_may.ROUTES:
        method, _, path = route.partition(" ")
        if method == "POST" and path.startswith("/desk/") and path not in ("/desk/presence", "/desk/phone/token"):
            for id_ in (talk, sid, promise):
                said = {"reservation": id_, "talk": id_, "call": id_, "call_sid": id_, "promise": id_, "id": id_}
                said |= {"disposition": "resolved", "note": "mine now", "agent": "anna", "to": "agent:anna"}
                said |= {"need": "billing", "language": "nl", "code": "123456", "agreed": "yes", "recording": id_}
                answer = anna.post(path, data=said)
                assert answer.status_code < 500, (path, answer.status_code)
                shows_nobody(answer.text, path)
                assert digest_of(house) == before, path
                tried += 1
    assert tried > 30
    assert busy.activity("bram") == "talking"
