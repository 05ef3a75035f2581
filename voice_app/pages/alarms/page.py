"""The page of the alarms: what stands now, a test of the channels, what each rule means, and what stood before.

What stands is loaded anew by itself, which is no sign that anybody looks. Deliberately shows nobody's number, of
callers and of those who are told alike.
"""

from http import HTTPStatus
from typing import get_args

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from routing.alarms import GRAVEST_FIRST, Rule, gravity
from voice_app.alarms import try_out as raise_test
from voice_app.ledger import AlarmId, alarm_tests, alarms
from voice_app.ledger.ids import AlarmState
from voice_app.ledger.pages import BadCursor
from voice_app.pages.alarms.showing import Channel, Shown, channels_of, shown_of
from voice_app.pages.alarms.wording import RULES
from voice_app.pages.page import Visit
from voice_app.pages.words import N_, say

MOST_SHOWN = 50
"""Alarms that stand, one by one; the others are counted, and are in the history."""

STATES: dict[AlarmState, str] = {
    "raised": N_("nobody sees to it yet"),
    "acknowledged": N_("somebody sees to it"),
    "over": N_("over"),
}


def alarms_page(visit: Visit) -> ResponseReturnValue:
    """`?state=…&rule=…&cursor=…`: which part of the history."""
    return _page(visit)


def now(visit: Visit) -> ResponseReturnValue:
    """The part that is loaded anew."""
    return render_template("alarms/_now.html", visit=visit, **_standing(visit))


def acknowledge(visit: Visit, alarm_id: str) -> ResponseReturnValue:
    """Who was first stays; of one that is over there is nothing to see to."""
    with visit.house.ledger.write() as ledger:
        alarms.acknowledge(ledger, AlarmId(alarm_id), visit.me, visit.now)
        alarm = alarms.get(ledger, AlarmId(alarm_id))
    if alarm is None:
        raise NotFound
    if alarm.acknowledged_at is None:
        over = say(N_("This alarm is over already: there is nothing to see to."))
        return _page(visit, HTTPStatus.CONFLICT, told=over)
    return redirect("/alarms", HTTPStatus.SEE_OTHER)


def try_out(visit: Visit) -> ResponseReturnValue:
    """Every channel is told that this is a test."""
    raise_test(visit.house, visit.me, visit.now)
    return redirect("/alarms#test", HTTPStatus.SEE_OTHER)


def _page(visit: Visit, status: HTTPStatus = HTTPStatus.OK, told: str = "") -> ResponseReturnValue:
    state, rule = request.args.get("state") or None, request.args.get("rule") or None
    if state not in (None, *get_args(AlarmState)) or rule not in (None, *Rule):
        raise BadRequest
    with visit.house.ledger.read() as ledger:
        try:
            found = alarms.page(ledger, state, request.args.get("cursor") or None, rule=rule)  # type: ignore[arg-type]  # one of them, by the line above
        except BadCursor:
            raise BadRequest from None
        history = shown_of(visit, ledger, found.items)
    page = render_template(
        "alarms/alarms.html",
        visit=visit,
        told=told,
        history=history,
        next_cursor=found.next_cursor,
        state=state or "",
        rule=rule or "",
        states={name: say(label) for name, label in STATES.items()},
        rules=[(one.value, RULES[one]) for one in GRAVEST_FIRST],
        **_standing(visit),
    )
    return make_response(page, status)


def _standing(visit: Visit) -> dict[str, object]:
    with visit.house.ledger.read() as ledger:
        stands = [alarm for alarm in alarms.standing(ledger) if alarm.rule != Rule.TEST]
        gravest = sorted(stands, key=lambda alarm: (alarm.acknowledged_at is not None, gravity(alarm.rule)))
        standing: list[Shown] = shown_of(visit, ledger, gravest[:MOST_SHOWN])
        tested = alarm_tests.last(ledger, visit.me)
        test = next(iter(shown_of(visit, ledger, (tested,))), None) if tested else None
    channels: list[Channel] = channels_of(visit.house)
    return {"standing": standing, "more": len(stands) - len(standing), "test": test, "channels": channels}
