"""Raising an alarm and ending it: written in the transaction of what it tells of, with a notice for each channel.

Sending the notices is the workers'; the ticker rings for them every few seconds. Nothing personal stands in an alarm:
ids and codes only.
"""

from collections.abc import Iterator
from datetime import datetime

import structlog
from sqlalchemy import Connection

from routing.alarms import Rule
from routing.skills import AgentId
from voice_app import jobs
from voice_app.ledger import AlarmId, alarms
from voice_app.ledger.alarms import Target
from voice_app.ledger.timeline import Code
from voice_app.runtime import Runtime

log = structlog.get_logger()


def raise_alarm(
    ledger: Connection,
    house: Runtime,
    rule: Rule,
    subject: str,
    now: datetime,
    *,
    because: str | None = None,
    **codes: Code | datetime,
) -> bool:
    """Have the supervisors told; false where this stands already. One alarm per rule and subject until it is ended.

    `because` and `codes` are ids, codes, small numbers or instants (ValueError otherwise). Of these the messages use
    `need` and `due_by`.
    """
    alarm, targets = AlarmId(house.new_id()), tuple(targets_of(house))
    raised = alarms.raise_once(ledger, alarm, rule, subject, now, because=because, targets=targets, **codes)
    if raised:
        log.error("alarm.raised", rule=rule.value, subject=subject, because=because, targets=len(targets))
    return raised


def try_out(house: Runtime, by: AgentId, now: datetime) -> None:
    """Tell everybody that this is a test. This supervisor's test of before, if it still stands, is over."""
    with house.ledger.write() as ledger:
        end_alarm(ledger, Rule.TEST, by, now)
        raise_alarm(ledger, house, Rule.TEST, by, now)
    house.jobs.ring(jobs.SEND_ALARMS)


def end_alarm(ledger: Connection, rule: Rule, subject: str, now: datetime) -> bool:
    """What it was about is over; false where it did not stand. Alarms about promises end by themselves once those are
    closed."""
    ended = alarms.end(ledger, rule, subject, now)
    if ended:
        log.info("alarm.over", rule=rule.value, subject=subject)
    return ended


def targets_of(house: Runtime) -> Iterator[Target]:
    """Everybody who is told: the channels that can work, as the line file and the environment have them."""
    told, settings = house.line.alarms, house.settings
    if house.line.text.sender is not None:
        yield from (("text", phone) for phone in told.text)
    if settings.smtp_url is not None and told.sender is not None:
        yield from (("email", address) for address in told.email)
    if settings.alarm_secret is not None and told.webhook is not None:
        yield ("webhook", told.webhook)
