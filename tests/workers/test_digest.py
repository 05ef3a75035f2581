"""The digest leaves at its hour, once to each address, and a morning that has passed is not made up for."""

from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

import workers.digest
from tests.journeys.conftest import WorldOf, empty_ledger, ledger, world_of
from tests.journeys.world import World
from tests.workers.sinks import MailServer
from voice_app.digest import Digest
from voice_app.ledger import LedgerGone, digests
from voice_app.runtime import Runtime
from workers.digest import is_its_hour, send_to_all

__all__ = ["WorldOf", "empty_ledger", "ledger", "world_of"]

BOSS, OTHER = "boss@example.org", "director@example.org"
DAY = date(2026, 3, 1)
SEVEN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
"""Seven o'clock in Amsterdam."""


@pytest.fixture
def world(world_of: WorldOf, mail: MailServer) -> World:
    return world_of(
        start=SEVEN - timedelta(minutes=2),
        env={"SMTP_URL": mail.url},
        alarms={"sender": "line@example.org"},
        digest={"to": [BOSS, OTHER]},
    )


def states(house: Runtime) -> dict[str, str]:
    with house.ledger.read() as connection:
        return {one.target: one.state for one in digests.of_day(connection, DAY)}


def test_it_leaves_at_its_hour_to_each_and_not_again(world: World, mail: MailServer) -> None:
    world.passes("1m")
    assert mail.letters == []
    world.passes("3m")
    assert sorted(mail.recipients) == [BOSS, OTHER]
    assert states(world.house) == {BOSS: "sent", OTHER: "sent"}
    world.passes("2h")
    assert len(mail.letters) == 2


def test_it_is_a_plain_letter_and_the_same_as_html(world: World, mail: MailServer) -> None:
    world.passes("4m")
    letter = mail.letters[0]
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert letter["Subject"] == "Voorbeeld: zondag 1 maart in twaalf regels"
    text = plain.get_content()
    assert "12. " in text
    assert "13. " not in text
    assert "/today/digest/2026-03-01" in text
    assert html.get_content().count("<li>") == 12


def test_what_surely_did_not_arrive_is_tried_again_within_the_morning(world: World, mail: MailServer) -> None:
    mail.refuses["RCPT"] = "451 later"
    world.passes("4m")
    assert set(states(world.house).values()) == {"queued"}
    mail.refuses.clear()
    for _ in range(15):  # in a long quiet stretch the stage's ticker comes by less often
        world.passes("1m")
    assert states(world.house) == {BOSS: "sent", OTHER: "sent"}
    assert len(mail.letters) == 2


def test_what_was_refused_for_good_is_not_tried_again(world: World, mail: MailServer) -> None:
    mail.refuses["RCPT"] = "550 nobody"
    world.passes("4m")
    mail.refuses.clear()
    world.passes("1h")
    assert set(states(world.house).values()) == {"failed"}
    assert mail.letters == []


def test_where_the_answer_was_lost_it_is_not_sent_again(world: World, mail: MailServer) -> None:
    mail.hangs_up_at = "."
    world.passes("4m")
    assert set(states(world.house).values()) == {"unknown"}
    mail.hangs_up_at = None
    world.passes("1h")
    assert mail.letters == []


def test_a_morning_that_has_passed_is_not_made_up_for(world: World, mail: MailServer) -> None:
    world.loses("ticker")
    world.passes("6h")
    world.regains("ticker")
    world.passes("1h")
    assert (mail.letters, states(world.house)) == ([], {})


def test_its_hour_is_that_of_the_line_also_where_the_clock_is_put_forward(world: World) -> None:
    at_seven = datetime(2026, 3, 29, 5, 0, tzinfo=UTC)  # since two hours ago it is summer
    assert is_its_hour(world.house, at_seven)
    assert not is_its_hour(world.house, at_seven - timedelta(minutes=1))
    assert not is_its_hour(world.house, at_seven + timedelta(hours=3))


def test_nobody_is_written_to_by_a_line_that_names_nobody(world_of: WorldOf, mail: MailServer) -> None:
    world = world_of(start=SEVEN, env={"SMTP_URL": mail.url}, alarms={"sender": "line@example.org"})
    world.passes("4m")
    send_to_all(world.house, DAY, world.now)
    assert mail.letters == []


def test_a_day_that_is_not_over_is_sent_to_nobody(world: World, mail: MailServer) -> None:
    """A job that waited in its line since before the clock was set right, or that somebody made up."""
    for day in (DAY + timedelta(days=1), DAY - timedelta(days=40)):
        send_to_all(world.house, day, world.now)
    assert mail.letters == []


def test_what_breaks_down_before_it_is_handed_over_is_tried_again(
    world: World, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was surely sent to nobody; a director who gets none for it would never know why."""

    def gone(*_: object) -> Digest:
        raise LedgerGone("for a moment")

    with monkeypatch.context() as broken:
        broken.setattr(workers.digest, "digest_of", gone)
        with pytest.raises(LedgerGone):
            send_to_all(world.house, DAY, world.now)
    assert states(world.house) == {}
    world.passes("4m")
    assert sorted(mail.recipients) == [BOSS, OTHER]


def test_two_workers_send_it_once(world: World, mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second comes while the first has written its letter, and claimed nothing yet."""
    real, is_inside = workers.digest.write_letter, False

    def raced(*given: Any, **named: Any) -> EmailMessage:
        nonlocal is_inside
        if not is_inside:
            is_inside = True
            send_to_all(world.house, DAY, world.now)
        return real(*given, **named)

    monkeypatch.setattr(workers.digest, "write_letter", raced)
    send_to_all(world.house, DAY, world.now)
    assert sorted(mail.recipients) == [BOSS, OTHER]
