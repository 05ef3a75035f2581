"""An agent's day: from midnight to midnight on the line's clock, whatever began before."""

from datetime import UTC, datetime, timedelta

from routing.skills import AgentId, CallSid, ReservationId
from voice_app.desk.day import UNSAID, day_of
from voice_app.ledger.agents import PresenceChange
from voice_app.ledger.conversations import Conversation

ANNA = AgentId("anna")
SINCE, NOON = datetime(2026, 3, 1, 23, 0, tzinfo=UTC), datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def talk(began_at: datetime, lasts: timedelta | None, *, is_resolved: bool | None = None) -> Conversation:
    return Conversation(
        reservation=ReservationId(f"R{began_at:%H%M}"),
        agent_id=ANNA,
        call_sid=CallSid("CA"),
        promise_id=None,
        reason=None,
        reserved_at=began_at,
        accepted_at=began_at,
        began_at=began_at,
        ended_at=began_at + lasts if lasts else None,
        transfer=None,
        disposition=None,
        is_resolved=is_resolved,
        wrapped_at=began_at if is_resolved is not None else None,
        has_draft=False,
    )


def declared(presence: str, at: datetime, reason: str | None = None) -> PresenceChange:
    return PresenceChange(ANNA, presence, "desk", at, reason)  # type: ignore[arg-type]  # a word of the ledger's


def test_what_began_yesterday_is_yesterdays() -> None:
    talks = [talk(SINCE - MINUTE, HOUR), talk(SINCE, 2 * MINUTE, is_resolved=True), talk(SINCE + HOUR, 4 * MINUTE)]
    day = day_of([*talks, talk(NOON - MINUTE, None)], (), (), SINCE, NOON)
    assert (day.calls, day.talked, day.average) == (3, 7 * MINUTE, 3 * MINUTE)
    assert (day.wrapped_up, day.resolved_share) == (1, 1.0)


def test_of_nothing_there_is_no_average_and_no_share() -> None:
    day = day_of([talk(NOON - MINUTE, None)], (), (), SINCE, NOON)
    assert (day.talked, day.average, day.resolved_share, day.breaks) == (MINUTE, None, None, {})


def test_a_break_counts_from_midnight_and_until_now() -> None:
    changes = [
        declared("on_break", SINCE - HOUR),
        declared("ready", SINCE + MINUTE),
        declared("on_break", SINCE + HOUR, "lunch"),
        declared("on_break", SINCE + 2 * HOUR, "training"),
        declared("ready", SINCE + 3 * HOUR),
        declared("on_break", NOON - MINUTE, "lunch"),
    ]
    day = day_of([], changes, (), SINCE, NOON)
    assert day.breaks == {UNSAID: MINUTE, "lunch": HOUR + MINUTE, "training": HOUR}
