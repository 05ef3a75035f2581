"""Samples: one ring for each click, and sentences that come back as they were."""

from sqlalchemy import Connection

from routing.skills import CallSid
from tests.ledger.made import ANNA, BEA, MINUTE, NOW
from voice_app.ledger import samples
from voice_app.ledger.samples import Sample, SampleId

CLICK = SampleId("click1")
SAID = [("Welkom. Toets 1.", "nl"), ("For English, press 9.", "en")]


def test_a_click_is_one_sample(connection: Connection) -> None:
    assert samples.ask(connection, CLICK, ANNA.id, SAID, NOW)
    assert not samples.ask(connection, CLICK, BEA.id, [("Other words", "en")], NOW + MINUTE)
    assert samples.get(connection, CLICK) == Sample(CLICK, ANNA.id, tuple(SAID), NOW)


def test_it_is_rung_for_once(connection: Connection) -> None:
    samples.ask(connection, CLICK, ANNA.id, SAID, NOW)
    claimed = samples.claim(connection, CLICK, NOW)
    assert claimed is not None
    assert claimed.rung_at == NOW
    assert samples.claim(connection, CLICK, NOW) is None
    assert samples.claim(connection, SampleId("nobody's"), NOW) is None


def test_it_rings_on_one_leg_and_is_over_once(connection: Connection) -> None:
    samples.ask(connection, CLICK, ANNA.id, SAID, NOW)
    for leg in ("CA1", "CA2"):
        samples.rings(connection, CLICK, CallSid(leg))
    for minutes in (1, 2):
        samples.is_over(connection, CLICK, NOW + minutes * MINUTE)
    found = samples.get(connection, CLICK)
    assert found is not None
    assert (found.leg, found.over_at) == ("CA1", NOW + MINUTE)


def test_its_leg_is_known_as_ours_and_whether_it_goes_on(connection: Connection) -> None:
    samples.ask(connection, CLICK, ANNA.id, SAID, NOW)
    samples.rings(connection, CLICK, CallSid("CA1"))
    both = [CallSid("CA1"), CallSid("CA2")]
    assert samples.legs(connection, both) == {"CA1": True}
    samples.is_over(connection, CLICK, NOW + MINUTE)
    assert samples.legs(connection, both) == {"CA1": False}


def test_the_last_of_an_agent_is_the_own_one(connection: Connection) -> None:
    samples.ask(connection, CLICK, ANNA.id, SAID, NOW)
    samples.ask(connection, SampleId("click2"), ANNA.id, SAID, NOW + MINUTE)
    last = samples.last_of(connection, ANNA.id)
    assert last is not None
    assert last.id == "click2"
    assert samples.last_of(connection, BEA.id) is None
