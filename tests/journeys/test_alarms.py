"""Supervisors are told: soon enough, by every channel that they chose, once, and of nobody's number."""

import hashlib
import hmac
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from carrier.events import TextSent
from routing.alarms import Rule
from routing.skills import PromiseId
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.ledger.made import asked
from tests.workers.conftest import hook, mail
from tests.workers.sinks import MailServer, Posted, Receiver
from voice_app.ledger import AlarmId, Phone, alarms, promises
from voice_app.ledger.alarms import Alarm, Notice, Target
from workers.alarms import send_next
from workers.at_risk import watch_the_clock

__all__ = ["hook", "mail"]

CHIEF = "+31655555555"
SECRET = "the-secret-of-these-alarms"


@pytest.fixture
def told(world_of: WorldOf, mail: MailServer, hook: Receiver) -> World:
    """A line whose supervisor is told by text, by e-mail and by webhook."""
    section = {"text": [CHIEF], "email": ["chief@example.org"], "sender": "line@example.org", "webhook": hook.url}
    return world_of(env={"SMTP_URL": mail.url, "ALARM_SECRET": SECRET}, alarms=section)


def texts_to_chief(world: World) -> list[str]:
    events = world.carrier.exchange.record
    return [event.body for event in events if isinstance(event, TextSent) and event.to == CHIEF]


def standing(world: World) -> list[tuple[str, str]]:
    with world.house.ledger.read() as ledger:
        return [(alarm.rule, alarm.subject) for alarm in alarms.standing(ledger)]


def all_alarms(world: World) -> tuple[Alarm, ...]:
    with world.house.ledger.read() as ledger:
        return alarms.page(ledger).items


def notices(world: World) -> tuple[Notice, ...]:
    with world.house.ledger.read() as ledger:
        return alarms.notices_of(ledger, [alarm.id for alarm in alarms.page(ledger).items])


def the_notice(world: World) -> Notice:
    (notice,) = notices(world)
    return notice


def documents(hook: Receiver) -> list[Any]:
    return [json.loads(posted.body) for posted in hook.posted]


def is_signed(posted: Posted) -> bool:
    t, v1 = (part.partition("=")[2] for part in posted.headers["Gehoor-Signature"].split(","))
    return v1 == hmac.new(SECRET.encode(), t.encode() + b"." + posted.body, hashlib.sha256).hexdigest()


def test_a_promise_at_risk_is_told_once_by_every_channel_and_once_more_when_it_breaks(
    told: World, mail: MailServer, hook: Receiver
) -> None:
    caller = asks_for_a_callback(told)
    told.passes("7h")
    assert not [*texts_to_chief(told), *mail.letters, *hook.posted]

    told.passes("90m")
    promise = told.promise()
    said = "Voorbeeld: een terugbelbelofte dreigt te laat te komen. Over een rekening. Uiterlijk dinsdag 3 maart"
    (text,) = texts_to_chief(told)
    assert text.startswith(said)
    (letter,) = mail.letters
    assert letter["Subject"].startswith(said)
    assert promise.id in letter.get_content()
    (document,) = documents(hook)
    assert (document["rule"], document["count"], document["alarms"][0]["subject"]) == ("promise_at_risk", 1, promise.id)
    assert document["says"].startswith(said)
    assert is_signed(hook.posted[0])

    told.passes("16h")
    assert [len(texts_to_chief(told)), len(mail.letters), len(hook.posted)] == [2, 2, 2]
    assert texts_to_chief(told)[1].startswith("Voorbeeld: een terugbelbelofte is niet op tijd nagekomen")
    assert sorted(standing(told)) == [("promise_at_risk", promise.id), ("promise_broken", promise.id)]

    sent = " ".join([*texts_to_chief(told), *map(str, mail.letters), *map(str, documents(hook))])
    assert caller.address.removeprefix("+31") not in re.sub(r"\D", "", sent)

    (anna,) = told.signs_on("anna")
    is_called_back(told, anna, caller)
    caller.hangs_up()
    anna.hears("Gesproken").presses("1")
    told.passes("10s")
    assert standing(told) == []
    assert len(texts_to_chief(told)) == 2


def test_two_hundred_at_risk_at_once_are_one_message_a_channel(told: World, mail: MailServer, hook: Receiver) -> None:
    with told.house.ledger.write() as ledger:
        for count in range(200):
            phone = Phone(f"+316{count:08}")
            promises.open_promise(ledger, asked(PromiseId(f"P{count:03}"), phone, told.now))
    later = told.now + timedelta(hours=22, minutes=30)
    watch_the_clock(told.shop, later)
    while send_next(told.shop, later):
        pass
    with told.house.ledger.write() as ledger:
        for count in range(200):  # so that what follows a journey does not take long
            promises.withdraw(ledger, PromiseId(f"P{count:03}"), "enough", later)
    assert len(standing(told)) == 200
    (text,) = texts_to_chief(told)
    assert text.startswith("Voorbeeld: 200 terugbelbeloften dreigen te laat te komen. De eerste uiterlijk dinsdag")
    assert [letter["Subject"] for letter in mail.letters] == [text]
    (document,) = documents(hook)
    assert (document["count"], len(document["alarms"])) == (200, 100)
    assert len(hook.posted[0].body) < 64 * 1024


def test_what_surely_did_not_arrive_is_told_later(told: World, mail: MailServer, hook: Receiver) -> None:
    asks_for_a_callback(told)
    told.passes("1m")  # the caller's own text has left
    told.carrier.exchange.faults.rest("POST", "Messages", answer=429, code=20429)
    mail.refuses["RCPT"] = "451 later"
    hook.statuses = [500, 302]
    told.passes("1325m")
    assert not mail.letters
    mail.refuses.clear()
    told.passes("30m")
    assert (len(mail.letters), len(hook.posted)) == (1, 3)
    by_channel = {notice.channel: notice for notice in notices(told)}
    assert {channel: notice.state for channel, notice in by_channel.items()} == dict.fromkeys(by_channel, "sent")
    assert by_channel["email"].tries > 1


def test_what_is_refused_for_a_day_is_given_up_and_shown(told: World, hook: Receiver) -> None:
    target: Target = ("webhook", hook.url)
    with told.house.ledger.write() as ledger:
        alarms.raise_once(ledger, AlarmId("A"), Rule.CARRIER_ACCOUNT, "account", told.now, targets=[target])
    hook.statuses = [500] * 100
    while (notice := the_notice(told)).state == "queued":
        assert send_next(told.shop, notice.not_before)
    assert (notice.state, notice.cause) == ("failed", "http_500")
    assert 20 < notice.tries == len(hook.posted) < 60


def test_what_may_have_arrived_is_not_told_twice(told: World, mail: MailServer, hook: Receiver) -> None:
    asks_for_a_callback(told)
    mail.hangs_up_at = "."
    hook.statuses = [None]
    told.passes("23h")
    states = {notice.channel: notice.state for notice in notices(told)}
    assert states == {"text": "sent", "email": "unknown", "webhook": "unknown"}
    assert len(hook.posted) == 1


def test_a_worker_that_dies_between_claim_and_sending_leaves_a_notice_unknown(told: World) -> None:
    with told.house.ledger.write() as ledger:
        alarms.raise_once(ledger, AlarmId("A"), Rule.CARRIER_ACCOUNT, "account", told.now, targets=[("text", CHIEF)])
    with told.house.ledger.write() as ledger:
        assert alarms.claim(ledger, told.now) is not None  # and no more is heard of this worker
    told.passes("5m")
    notice = the_notice(told)
    assert (notice.state, notice.cause) == ("unknown", "worker_died")
    assert texts_to_chief(told) == []


@pytest.mark.fault("F30")
def test_without_a_worker_the_ticker_tells_by_itself_that_there_is_none(told: World) -> None:
    told.passes("10s")
    told.jobs.worker_lives = False
    told.passes("55s")
    assert texts_to_chief(told) == []
    told.passes("1m")
    assert texts_to_chief(told) == ["Voorbeeld: geen worker antwoordt; niemand wordt teruggebeld."]
    assert standing(told) == [("worker_silent", "worker")]

    told.jobs.worker_lives = True
    told.passes("1m")
    assert standing(told) == []


def test_a_ticker_that_was_away_takes_no_worker_for_silent(told: World) -> None:
    told.passes("10s")
    told.ticker_lives = False
    told.passes("1h")
    told.ticker_lives = True
    told.passes("30s")
    assert all_alarms(told) == ()
