"""The promises page: what is in it, what can be done there, what is noted, and what it does with bad input."""

import html
import re
from datetime import timedelta

import pytest
from flask import Flask

from routing.skills import AgentId, CallSid, PromiseId
from tests.counting import counted
from tests.journeys.askings import asks_for_a_callback
from tests.journeys.world import World
from tests.ledger.made import owed
from tests.pages.visitors import Visitor, signed_in
from voice_app.caring import UNDO_FOR
from voice_app.ledger import Phone, customers, looks, promises
from voice_app.ledger.customers import Customer, Listed
from voice_app.ledger.promise import Promise
from voice_app.runtime import Runtime

JAN, OUTSIDE = "+31622222222", "+442079460958"
MARKUP = "<script>window.pwned = 1</script><b>\"'&"


@pytest.fixture
def chloe(house: Runtime, app: Flask) -> Visitor:
    return signed_in(house, app, "chloe")


def owe(world: World, phone: str = JAN, **body: object) -> PromiseId:
    asked = {"need": "billing", "language": "nl", **body}
    return PromiseId(world.api("POST", "/api/promises", phone=phone, **asked).json["id"])


def owe_many(world: World, count: int) -> None:
    """More than the caps let one range of numbers ask for."""
    with world.house.ledger.write() as ledger:
        for number in range(count):
            owed(ledger, PromiseId(f"P{number}"), Phone(f"+316111{number:05}"), made_at=world.now)


def shown(chloe: Visitor, path: str = "/promises") -> str:
    answer = chloe.get(path)
    assert answer.status_code == 200
    return text_of(answer.text)


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def found(world: World, promise: PromiseId) -> Promise:
    with world.house.ledger.read() as ledger:
        one = promises.get(ledger, promise)
    assert one is not None
    return one


def looked(world: World) -> list[tuple[str, str | None]]:
    with world.house.ledger.read() as ledger:
        return [(look.what, look.subject) for look in looks.latest(ledger)]


# ── the list ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_number_that_waits_is_there_with_who_it_is(world: World, chloe: Visitor) -> None:
    owe(world)
    owe(world, OUTSIDE)
    with world.house.ledger.write() as ledger:
        customers.take(ledger, "import", [Listed(Customer("K-1", "Piet <b>Hendriks"), (Phone(JAN),))], world.now)
    page = shown(chloe)
    assert "06 22222222 Piet <b>Hendriks" in page
    assert "+44 20 7946 0958" in page
    assert "Needs approval 1" in page
    assert "Nobody is ready." in page
    assert looked(world) == [("promises", None)]


def test_the_most_dangerous_come_first(world: World, house: Runtime, app: Flask) -> None:
    owe(world)
    world.passes(found(world, world.promise().id).due_by - world.now + timedelta(minutes=1))
    owe(world, "+31633333333")
    page = shown(signed_in(house, app, "chloe"))
    assert page.index("Broken, and still owed 1") < page.index("At risk 0") < page.index("Open 1")
    assert "Broken: nobody who speaks its language was signed on." in page


def test_what_it_is_cut_by_stands_in_its_address(world: World, chloe: Visitor) -> None:
    owe(world)
    owe(world, "+31633333333", need="technical")
    page = chloe.get("/promises?need=technical&made_from=2026-03-02&language=nl").text
    assert "06 33333333" in page
    assert "06 22222222" not in page
    assert 'value="2026-03-02"' in page
    assert '<option value="technical" selected>' in page
    assert "need=technical&amp;language=nl&amp;made_from=2026-03-02" in page
    assert "06 22222222" in chloe.get("/promises?group=open&agent=").text


@pytest.mark.parametrize(
    "query",
    ["group=nonsense", "need=nothing", "made_from=yesterday", "due_until=9999-12-31", "agent=%3Cb%3E", "cursor=x"],
)
def test_what_cannot_be_read_is_said_and_left_out(world: World, chloe: Visitor, query: str) -> None:
    owe(world)
    page = shown(chloe, f"/promises?{query}")
    assert f"Not understood, and left out: {query.partition('=')[0]}" in page
    assert "06 22222222" in page


def test_nothing_can_be_done_where_nothing_can_be_chosen(world: World, chloe: Visitor) -> None:
    assert 'id="bulk"' not in chloe.get("/promises").text
    owe(world)
    assert 'id="bulk"' in chloe.get("/promises").text
    assert 'id="bulk"' not in chloe.get("/promises?group=kept").text


def test_a_long_list_has_pages(world: World, chloe: Visitor) -> None:
    owe_many(world, 60)
    first = chloe.get("/promises?group=open").text
    assert first.count('name="promise"') == 50
    (link,) = re.findall(r'href="(/promises\?[^"]*cursor[^"]*)"', first)
    assert chloe.get(html.unescape(link)).text.count('name="promise"') == 10
    assert chloe.get("/promises").text.count('name="promise"') == 15


def test_a_full_list_asks_the_stores_little(world: World, chloe: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """As much for fifty promises as for one; the board for those alone that are about to be met."""
    owe_many(world, 50)
    shown(chloe)
    with counted(monkeypatch) as looks:
        assert chloe.get("/promises?group=open").text.count('name="promise"') == 50
    looks.are_at_most(20)
    assert looks.board <= 30


# ── looked for ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", [JAN, "06-22 22 22 22", "0622222222", "2222", "+31 6 2222 2222"])
def test_a_number_is_found_and_is_in_no_address(world: World, chloe: Visitor, number: str) -> None:
    promise = owe(world)
    answer = chloe.post("/promises/search", data={"number": number})
    assert (answer.status_code, answer.location) == (303, f"/promises/{promise}")
    ((what, subject),) = looked(world)
    assert what == "phone"
    assert subject is None or "2222" not in subject


def test_an_id_is_found_too_and_several_are_listed(world: World, chloe: Visitor) -> None:
    promise = owe(world)
    owe(world, "+31633332222")
    assert chloe.post("/promises/search", data={"number": promise}).location == f"/promises/{promise}"
    answer = chloe.post("/promises/search", data={"number": "2222"})
    assert answer.status_code == 200
    assert "06 33332222" in answer.text


@pytest.mark.parametrize("number", ["", "222", "Jan", MARKUP, "%%%%", "06" * 40])
def test_what_is_no_number_is_told_so_and_still_there(chloe: Visitor, number: str) -> None:
    answer = chloe.post("/promises/search", data={"number": number})
    assert answer.status_code == 200
    assert "Enter a whole number" in answer.text
    assert "<script>" not in answer.text
    assert html.escape(number[:20], quote=False)[:3] in answer.text
    assert "No promise was made" in chloe.post("/promises/search", data={"number": "0699999999"}).text


# ── one promise ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_tells_in_sentences_what_was_said_and_done(world: World, chloe: Visitor) -> None:
    caller = asks_for_a_callback(world)
    world.passes("1m")
    (anna,) = world.signs_on("anna")
    anna.refuses()
    world.passes("30s")
    anna.accepts()
    caller.lets_it_ring()
    world.passes("5m")
    promise = world.promise()
    page = shown(chloe, f"/promises/{promise.id}")
    for sentence in (
        "Promised to a caller while nobody was there to answer.",
        "The caller was told of the promise. Afgesproken.",
        "A text to the person: Voorbeeld: we bellen u terug",
        "Anna did not accept.",
        "Anna accepted, and the person’s phone rings.",
        "The person did not answer.",
    ):
        assert sentence in page, page
    assert ("promise", promise.id) in looked(world)
    assert "Chloë" in shown(chloe, f"/promises/{promise.id}").partition("Who looked at this")[2]


def test_what_nobody_knows_is_not_there(chloe: Visitor) -> None:
    assert chloe.get("/promises/nowhere").status_code == 404
    assert chloe.get("/promises/acts/nowhere").status_code == 404
    assert chloe.post("/promises/acts/nowhere/undo").status_code == 404
    assert chloe.post("/promises/nowhere/note", data={"note": "x"}).status_code == 404


def test_names_and_notes_with_markup_are_text(world: World, chloe: Visitor) -> None:
    promise = owe(world, note=MARKUP)
    assert chloe.post(f"/promises/{promise}/note", data={"note": MARKUP + " twice"}).status_code == 303
    for path in (f"/promises/{promise}", "/promises"):
        assert "<script>window" not in chloe.get(path).text
    assert MARKUP + " twice" in html.unescape(chloe.get(f"/promises/{promise}").text)
    assert chloe.post(f"/promises/{promise}/note", data={"note": "  "}).status_code == 303


# ── acts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def acts_on(chloe: Visitor, promise: PromiseId, kind: str, **form: str) -> tuple[int, str]:
    answer = chloe.post("/promises/act", data={"one": "1", "promise": promise, "kind": kind, **form})
    return answer.status_code, text_of(answer.text)


def test_one_promise_is_given_and_taken_back(world: World, chloe: Visitor) -> None:
    promise = owe(world)
    assert acts_on(chloe, promise, "give", agent="anna", hours="1")[0] == 303
    assert found(world, promise).preferred_agent == "anna"
    assert found(world, promise).preferred_until == world.now + timedelta(hours=1)
    page = chloe.get(f"/promises/{promise}").text
    assert "Chloë gave it to Anna" in text_of(page)
    (undo,) = re.findall(r'action="(/promises/acts/[^"]+/undo)"', page)
    assert chloe.post(undo).status_code == 303
    assert found(world, promise).preferred_agent is None
    assert "Chloë undid this: Give to an agent." in shown(chloe, f"/promises/{promise}")


def test_what_is_missing_is_asked_for_and_what_was_entered_is_kept(world: World, chloe: Visitor) -> None:
    promise = owe(world)
    status, page = acts_on(chloe, promise, "give", agent="nobody")
    assert (status, "Choose an agent." in page) == (409, True)
    status, page = acts_on(chloe, promise, "move", window="soon|later")
    assert (status, "Choose a time." in page) == (409, True)
    answer = chloe.post("/promises/act", data={"one": "1", "promise": promise, "kind": "withdraw", "words": MARKUP})
    assert answer.status_code == 409
    assert "Choose why." in answer.text
    assert html.escape(MARKUP, quote=True).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in answer.text
    assert chloe.post("/promises/act", data={"promise": promise, "kind": "explode"}).status_code == 400
    assert chloe.post("/promises/act", data={"kind": "call_now"}).status_code == 409


def test_a_stale_form_is_refused_and_says_so(world: World, chloe: Visitor) -> None:
    promise = owe(world)
    (as_of,) = set(re.findall(r'name="as_of" value="(\d+)"', chloe.get(f"/promises/{promise}").text))
    assert acts_on(chloe, promise, "give", agent="anna", as_of=as_of)[0] == 303
    status, page = acts_on(chloe, promise, "call_now", as_of=as_of)
    assert (status, "Something has happened to it since you saw it." in page) == (409, True)
    acts_on(chloe, promise, "withdraw", because="spoken")
    status, page = acts_on(chloe, promise, "call_now")
    assert (status, "It was kept, given up or withdrawn meanwhile." in page) == (409, True)


def test_a_form_that_is_sent_twice_acts_once(world: World, chloe: Visitor) -> None:
    promise = owe(world)
    for _ in range(2):
        assert acts_on(chloe, promise, "call_now", act="the-same-1")[0] == 303
    assert world.events(promise).count("hurried") == 1


def test_several_at_once_are_asked_about_done_and_undone(world: World, chloe: Visitor) -> None:
    one, other, outside = owe(world), owe(world, "+31633333333"), owe(world, OUTSIDE)
    three = {"kind": "call_now", "promise": [one, other, outside]}
    asked = chloe.post("/promises/choose", data=three)
    assert "3 promises. Goes before every caller who waits" in text_of(asked.text)
    assert [found(world, id_).hurried_at for id_ in (one, other)] == [None, None]
    done = chloe.post("/promises/act", data=three)
    page = shown(chloe, done.location)
    assert "2 promises done." in page
    assert "1 promise was left as it was. Its number must be approved first." in page
    assert "Undo, until" in page
    world.passes("1m")
    assert chloe.post(f"{done.location}/undo").status_code == 303
    assert "2 promises are what they were before." in shown(chloe, done.location)
    assert [found(world, id_).hurried_at for id_ in (one, other)] == [None, None]


def test_all_that_a_list_shows_are_acted_on(world: World, chloe: Visitor) -> None:
    owe_many(world, 20)
    owe(world, need="technical")
    asked = chloe.post("/promises/choose", data={"kind": "withdraw", "all": "1", "need": "billing"})
    assert "20 promises." in text_of(asked.text)
    ids = re.findall(r'name="promise" value="([^"]+)"', asked.text)
    done = chloe.post("/promises/act", data={"kind": "withdraw", "because": "twice", "promise": ids})
    assert "20 promises done." in shown(chloe, done.location)
    assert sum(one.state == "open" for one in world.promises()) == 1


def test_what_cannot_be_undone_any_more_says_why(world: World, chloe: Visitor) -> None:
    promise = owe(world)
    done = chloe.post("/promises/act", data={"kind": "give", "agent": "anna", "promise": [promise]})
    chloe.post("/promises/act", data={"kind": "call_now", "promise": [promise]})
    assert chloe.post(f"{done.location}/undo").status_code == 303
    page = shown(chloe, done.location)
    assert "1 promise could not be undone. Something else has happened to it since." in page
    late = chloe.post("/promises/act", data={"kind": "give", "agent": "anna", "promise": [promise]})
    world.passes(UNDO_FOR)
    assert "Undo, until" not in shown(chloe, late.location)
    chloe.post(f"{late.location}/undo")
    assert found(world, promise).preferred_agent == AgentId("anna")


def test_nothing_changes_by_being_looked_at(world: World, chloe: Visitor) -> None:
    promise = owe(world)
    before = (found(world, promise), world.events(promise))
    shown(chloe)
    shown(chloe, f"/promises/{promise}")
    assert (found(world, promise), world.events(promise)) == before


def test_a_call_sid_is_no_promise(chloe: Visitor) -> None:
    assert chloe.get(f"/promises/{CallSid('CA1')}").status_code == 404
