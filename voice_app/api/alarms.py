"""Alarms by the API: what stands, who was told, and who has seen it."""

from datetime import datetime
from typing import Annotated

from pydantic import Field
from sqlalchemy import Connection

from routing.alarms import MEANS
from voice_app import alarm_words
from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.problems import Refusal, not_found, wrong_field
from voice_app.api.values import Form, Id
from voice_app.ledger import AlarmId, alarms, ids
from voice_app.ledger.alarms import Alarm, Notice
from voice_app.ledger.pages import BadCursor
from voice_app.line import Line
from voice_app.shape import Shape

RULES = "Why it was raised. " + " ".join(f"`{rule}`: {meaning}" for rule, meaning in MEANS.items())


class Sought(Form):
    """Which alarms are listed."""

    state: ids.AlarmState | None = Field(
        default=None, description="`raised`: nobody has seen it; `acknowledged`: somebody has; `over`."
    )
    cursor: Annotated[str, Field(max_length=500)] | None = Field(
        default=None, description="The `next_cursor` of the page before."
    )


class Seen(Form):
    """Somebody sees to it."""

    by: Id = Field(description="The colleague, by an id of yours: it is kept for good, so it may be no name.")


class NoticeShown(Shape):
    """How one target was told."""

    channel: ids.Channel
    target: str = Field(description="Where, as far as it helps to tell them apart.")
    state: ids.NoticeState = Field(
        description="`queued`: to be sent, or again; `claimed`: under way; `sent`; `failed`: it did not arrive, or "
        "need not any more; `unknown`: it may have arrived, and is not sent again."
    )
    tries: int
    cause: str | None = Field(description="Why it did not arrive, a code; `acknowledged` or `over`: it need not.")


class AlarmShown(Shape):
    """Something that a supervisor should know. It names nobody."""

    id: str
    rule: str = Field(description=RULES)
    subject: str = Field(description="What it is about: the id of a promise or a text, the name of a process.")
    because: str | None = Field(description="The cause, a code.")
    says: str = Field(description="The sentence that supervisors are told, in the line's first language.")
    data: dict[str, str | int | bool | None] = Field(description="Codes and instants that belong to it.")
    state: ids.AlarmState
    raised_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    over_at: datetime | None
    notices: tuple[NoticeShown, ...]


class AlarmsShown(Shape):
    """A page of alarms, newest first."""

    items: Annotated[tuple[AlarmShown, ...], Field(max_length=100)]
    next_cursor: str | None = Field(description="The cursor of the next page; null on the last.")


def list_alarms(asked: Asked[Sought]) -> Answer:
    with asked.house.ledger.read() as ledger:
        try:
            page = alarms.page(ledger, asked.form.state, asked.form.cursor)
        except BadCursor:
            raise wrong_field("cursor", "no_cursor", "Send the `next_cursor` of a page, as it was") from None
        items = _show(ledger, asked.house.line, page.items)
    return AlarmsShown(items=items, next_cursor=page.next_cursor), 200


def acknowledge_alarm(asked: Asked[Seen]) -> Answer:
    alarm_id = AlarmId(asked.id)
    with asked.house.ledger.write() as ledger:
        alarms.acknowledge(ledger, alarm_id, asked.form.by, asked.now)
        alarm = alarms.get(ledger, alarm_id)
        if alarm is None:
            raise not_found("alarm")
        if alarm.acknowledged_at is None:
            raise Refusal(409, "over", "This alarm is over already.")
        (shown,) = _show(ledger, asked.house.line, (alarm,))
    return shown, 200


def _show(ledger: Connection, line: Line, these: tuple[Alarm, ...]) -> tuple[AlarmShown, ...]:
    told: dict[AlarmId, list[Notice]] = {alarm.id: [] for alarm in these}
    for notice in alarms.notices_of(ledger, told):
        told[notice.alarm_id].append(notice)
    return tuple(_alarm(line, alarm, told[alarm.id]) for alarm in these)


def _alarm(line: Line, alarm: Alarm, notices: list[Notice]) -> AlarmShown:
    return AlarmShown(
        id=alarm.id,
        rule=alarm.rule,
        subject=alarm.subject,
        because=alarm.because,
        says=alarm_words.sentence(line, (alarm,)),
        data=alarm_words.codes(alarm),
        state=alarm.state,
        raised_at=alarm.raised_at,
        acknowledged_at=alarm.acknowledged_at,
        acknowledged_by=alarm.acknowledged_by,
        over_at=alarm.over_at,
        notices=tuple(_notice(notice) for notice in notices),
    )


def _notice(notice: Notice) -> NoticeShown:
    return NoticeShown(
        channel=notice.channel,
        target=alarm_words.shown(notice.channel, notice.target),
        state=notice.state,
        tries=notice.tries,
        cause=notice.cause,
    )


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/alarms",
        "The alarms, newest first.",
        list_alarms,
        Sought,
        AlarmsShown,
        {200: "A page of at most 100."},
    ),
    Endpoint(
        "POST",
        "/api/alarms/{id}/acknowledge",
        "Say that somebody sees to it.",
        acknowledge_alarm,
        Seen,
        AlarmShown,
        {200: "The alarm, acknowledged now or before: who was first stays."},
        {409: "It was over before anybody acknowledged it."},
        id_means="The alarm's id.",
        more="Whoever has not been told of it yet is not told any more.",
    ),
)
