"""One person through all that supervisors can open and do: a number, a name and a sentence that stand where they must,
and in no address, log line, job, key of Redis, letter, nor in any column that outlives an erasure."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select
from werkzeug.test import TestResponse

from routing.skills import PromiseId
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.visitors import Visitor, signed_in
from tests.workers.conftest import mail
from tests.workers.sinks import MailServer
from tools.ports import free_port
from tools.stage import InlineJobs
from voice_app.ledger.tables import customer_phones, customers, metadata
from voice_app.pages import create_pages
from voice_app.pages.app import PAGES

__all__ = ["mail"]

PHONE, DIGITS = "+31622222222", "622222222"
NAME, SENTENCE = "Jan Kanarie", "mijn deurbel zingt niet meer"
NAMED = re.compile(f"{DIGITS}|Kanarie|deurbel", re.IGNORECASE)
ADDRESSES = re.compile(r'(?:href|action|src|hx-get|hx-post)="([^"]*)"')


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Every job with what it was told."""
    told: list[tuple[str, ...]] = []
    ring = InlineJobs.ring

    def noted(self: InlineJobs, job: str, *ids: str) -> None:
        told.append((job, *ids))
        ring(self, job, *ids)

    monkeypatch.setattr(InlineJobs, "ring", noted)
    return told


@pytest.fixture
def world(world_of: WorldOf, mail: MailServer, rung: list[tuple[str, ...]]) -> World:
    return world_of(
        supervisors=("chloe",),
        env={"PAGES_PORT": str(free_port()), "SMTP_URL": mail.url},
        alarms={"sender": "line@example.org", "email": ["boss@example.org"]},
        digest={"to": ["boss@example.org"]},
    )


@pytest.fixture
def app(world: World) -> Flask:
    return create_pages(world.house)


def is_there(world: World) -> PromiseId:
    """A customer of the firm's who is owed a call, and said why."""
    with world.house.ledger.write() as ledger:
        one = {"key": "K1", "id": "4711-Kanarie", "name": NAME, "details": {"over": SENTENCE}}
        ledger.execute(insert(customers).values(**one, import_id="I1", at=world.now))
        ledger.execute(insert(customer_phones).values(customer="K1", phone=PHONE))
    made = world.api("POST", "/api/promises", phone=PHONE, need="billing", language="nl", note=f"{NAME}: {SENTENCE}")
    return PromiseId(made.json["id"])


def looks_everywhere(chloe: Visitor, promise: PromiseId, acts: list[str]) -> Iterator[TestResponse]:
    """Every page, but those that never end."""
    for page in PAGES:
        if page.method == "GET" and not page.path.endswith("live") and "screen/" not in page.path:
            path = page.path.replace("<promise_id>", promise).replace("<act_id>", acts[-1] if acts else "none")
            path = path.replace("<day>", "2026-03-01").replace("<id_>", "anna").replace("<group>", "waiting")
            yield chloe.get(re.sub("<[^>]+>", "none", path), query_string={"of": "promises"})


def acts_everywhere(world: World, chloe: Visitor, promise: PromiseId, acts: list[str]) -> Iterator[TestResponse]:
    """Whatever a supervisor does with a promise and a person."""
    later = (world.now + timedelta(hours=3), world.now + timedelta(hours=4))
    kinds: tuple[dict[str, str], ...] = (
        {"kind": "give", "agent": "anna"},
        {"kind": "move", "window": "|".join(at.isoformat() for at in later)},
        {"kind": "withdraw", "because": "other", "words": f"{NAME} zegt: {SENTENCE}"},
    )
    yield chloe.post("/promises/search", data={"number": PHONE})
    yield chloe.post("/promises/search", data={"number": DIGITS[-4:]})
    yield chloe.post("/promises/search", data={"number": SENTENCE})
    yield chloe.post(f"/promises/{promise}/note", data={"note": f"{NAME} belde weer: {SENTENCE}"})
    for form in kinds:
        yield chloe.post("/promises/choose", data={"kind": form["kind"], "promise": promise})
        done = chloe.post("/promises/act", data={**form, "promise": promise})
        assert done.status_code == 303
        acts.append(done.location.rpartition("/")[2])
        yield done
        yield chloe.post(f"/promises/acts/{acts[-1]}/undo")
    for path in ("/privacy/person", "/privacy/person/export"):
        yield chloe.post(path, data={"phone": PHONE})
    yield chloe.post("/what-if", data={"of": "weekday", "weekday": "0", "calls": "150", "seeds": "6"})


def columns_that_name(world: World, *, personal: bool | None) -> set[str]:
    """Where the person stands, in whatever column. `personal` False: in those that are kept for good."""
    found = set()
    with world.house.ledger.read() as ledger:
        for table in metadata.tables.values():
            for row in ledger.execute(select(table)):
                for column in table.columns:
                    is_kept_for_good = not column.info.get("personal")
                    if NAMED.search(str(row._mapping[column.name])) and (personal is None or is_kept_for_good):
                        found.add(f"{table.name}.{column.name}")
    return found


def test_a_person_is_named_nowhere_but_where_it_must_be(
    world: World,
    app: Flask,
    mail: MailServer,
    rung: list[tuple[str, ...]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    promise, chloe = is_there(world), signed_in(world.house, app, "chloe")
    acts: list[str] = []
    answers = [*acts_everywhere(world, chloe, promise, acts), *looks_everywhere(chloe, promise, acts)]
    world.passes("20m")
    world.passes("20h")  # at risk, alarms; the night's run, and the morning's letter
    answers += looks_everywhere(chloe := signed_in(world.house, app, "chloe"), promise, acts)

    shown = [answer.get_data(as_text=True) for answer in answers if "zip" not in answer.mimetype]
    assert {answer.status_code for answer in answers} == {200, 302, 303, 404}, "or a page broke down"
    assert any(NAME in page for page in shown), "or nothing was looked at"
    asked = {answer.request.url for answer in answers} | {answer.location or "" for answer in answers}
    linked = {address for page in shown for address in ADDRESSES.findall(page) if not address.startswith("tel:")}
    assert [address for address in asked | linked if NAMED.search(address)] == []
    assert [job for job in rung if NAMED.search(" ".join(job))] == []
    assert [key for key in world.house.board._client.scan_iter() if NAMED.search(key)] == []
    assert [letter for letter in mail.letters if NAMED.search(letter.as_string())] == []
    assert mail.letters, "or nobody was written to"
    assert columns_that_name(world, personal=False) == set()

    chloe.post("/privacy/person/withdraw", data={"phone": PHONE, "promise": promise})
    assert chloe.post("/privacy/person/erase", data={"phone": PHONE, "sure": "yes"}).status_code == 303
    world.passes("30m")
    assert columns_that_name(world, personal=None) == set()
    for answer in looks_everywhere(chloe, promise, acts):
        assert not NAMED.search(answer.get_data(as_text=True)), answer.request.path
    said = capsys.readouterr()
    assert [line for line in (said.out + said.err).splitlines() if NAMED.search(line)] == []
