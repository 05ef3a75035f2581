"""Do we keep our promises: the ledger's report, by the API."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field, RootModel

from routing.skills import PromiseId
from routing.spans import Span
from voice_app import reporting
from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.problems import wrong_field
from voice_app.api.values import Form, Instant
from voice_app.ledger import promises
from voice_app.ledger.compliance import GroupBy, in_short
from voice_app.ledger.figures import COUNTED, WITHIN, Figures
from voice_app.ledger.misses import misses
from voice_app.shape import Shape

USUAL_STRETCH = timedelta(days=30)
THIS_VERY_INSTANT = timedelta(microseconds=1)


class ComplianceShown(Shape):
    """The report on the promises with from ≤ made_at < to, as they stand now.

    The counts part the promises made: made = kept_in_time + kept_late + broken_open + unreached + withdrawn + open.
    """

    made: int = Field(description="All of them.")
    kept_in_time: int = Field(description="The person was spoken with by `due_by`.")
    kept_late: int = Field(description="The person was spoken with after `due_by`.")
    broken_open: int = Field(description="Still owed, and `due_by` has passed.")
    unreached: int = Field(description="Given up after the last attempt.")
    withdrawn: int = Field(description="The person did not want it any more, or it was merged with another.")
    open: int = Field(description="Still owed, and `due_by` is to come.")
    at_risk: int = Field(
        description="Those of `open` that were escalated, or can be kept for less than two hours more."
    )
    kept_share: float | None = Field(
        description="kept_in_time ÷ (kept_in_time + broken), where broken are all whose `due_by` passed before they "
        "were kept, withdrawn or given up. So giving up or withdrawing late hides nothing, and what was closed unkept "
        "in time counts on neither side. Null where both are none."
    )
    median_seconds_to_contact: float | None = Field(
        description="From made to spoken with, over all that were kept. Null where none was."
    )
    helped_share: float | None = Field(
        description="Of the calls that arrived in the same time, are over, and asked for somebody (chose something, "
        "were answered, or met nothing because we were away), those that an agent answered and did not send on in "
        "vain, or that had a promise kept within 24 hours of their arrival. Null where there was no such call."
    )
    missed_because: dict[str, int] = Field(
        description="The broken (see `kept_share`) by `broken_because`; those that nobody marked, because nothing of "
        "ours ran, by `service_down`."
    )


class FiguresShown(Shape):
    """What was counted, and what follows from it. A share of nothing is null; each share stands beside its counts."""

    made: int = Field(description="Promises that were made.")
    kept_in_time: int = Field(description="Of those: the person was spoken with by `due_by`.")
    kept_late: int = Field(description="The person was spoken with after `due_by`.")
    broken_open: int = Field(description="Still owed, and `due_by` has passed.")
    unreached: int = Field(description="Given up after the last attempt.")
    withdrawn: int = Field(description="The person did not want it any more, or it was merged with another.")
    open: int = Field(description="Still owed, and `due_by` is to come.")
    at_risk: int = Field(description="Those of `open` that were escalated, or have less than two hours left.")
    promised_late: int = Field(description="No time within the line's `due_within` could be promised.")
    broken: int = Field(description="`due_by` passed before they were kept, withdrawn or given up.")
    kept_share: float | None = Field(description="kept_in_time ÷ (kept_in_time + broken).")
    median_seconds_to_contact: float | None = Field(description="From made to spoken with, of all that were kept.")
    p90_seconds_to_contact: float | None = Field(
        description="The shortest time within which nine of ten that were kept were spoken with."
    )
    called_back: int = Field(description="Spoken with within 24 hours of asking.")
    called_back_of: int = Field(
        description="All of `made`, less what was withdrawn within 24 hours, and what is younger than that and owed."
    )
    called_back_share: float | None = Field(description="called_back ÷ called_back_of.")
    calls: int = Field(description="Calls that arrived.")
    asked: int = Field(description="Of those, the ones that are over and asked for somebody.")
    answered: int = Field(description="Of `asked`: an agent answered, and did not send the call on in vain.")
    helped: int = Field(description="`answered`, and those with a promise kept within 24 hours of their arrival.")
    helped_share: float | None = Field(description="helped ÷ asked.")
    offered: int = Field(
        description="Calls that waited for somebody, or asked for somebody within the hours and found nobody there, "
        "and are over; less those that were hung up within 5 seconds. Not: calls that came while the line was closed."
    )
    reached: int = Field(description="Of `offered`: an agent answered.")
    took_callback: int = Field(description="Of `offered`: the caller took the callback that was offered.")
    abandoned: int = Field(description="Of `offered`: the caller hung up.")
    mean_wait_seconds: float | None = Field(description="Of `reached`, from when they began to wait for somebody.")
    answered_within: dict[str, int] = Field(description="Of `offered`: answered within so many seconds, by seconds.")
    talks: int = Field(
        description="Calls that were answered at least seven days ago, and of which the agent said whether it was "
        "solved."
    )
    resolved: int = Field(description="Of `talks`: solved at once, by the agent's word.")
    resolved_first: int = Field(
        description="Of `resolved`: no call of the same phone about the same need came within seven days."
    )
    first_contact_share: float | None = Field(description="resolved_first ÷ talks.")
    follow_ups: int = Field(description="Callers who were asked by text whether we helped.")
    scored: int = Field(description="Of those: answered with a score.")
    content: int = Field(description="Of `scored`: 4 or 5.")
    mean_score: float | None = Field(description="Of `scored`.")
    content_share: float | None = Field(description="content ÷ scored.")
    missed_because: dict[str, int] = Field(description="`broken`, by cause.")


class GroupShown(FiguresShown):
    """The figures of one group."""

    key: str = Field(
        description="A day (2026-03-29), week (2026-W13), month (2026-03) or hour of the day (00 to 23) on the line's "
        "clock; a need; an agent's id. Blank: the group of what has none."
    )


class MissShown(Shape):
    """A promise whose `due_by` passed before it was kept, withdrawn or given up."""

    id: str = Field(description="Of the promise: see `GET /api/promises/{id}`.")
    need: str | None
    made_at: datetime
    due_by: datetime
    state: str
    kept_at: datetime | None
    cause: str = Field(description="Why: a code.")
    agent: str | None = Field(description="Who dialled its customer last; null where nobody did.")


class ComplianceInGroups(ComplianceShown):
    """The report with all figures, whole and by group, and with its misses."""

    whole: FiguresShown
    groups: list[GroupShown] = Field(
        description="In the order of `key`; groups of which nothing is known are left out."
    )
    misses: list[MissShown] = Field(description="The newest fifty; `misses_before` asks for older ones.")


class ComplianceAnswered(RootModel[ComplianceInGroups | ComplianceShown]):
    """With `group_by` the figures of each group too."""


class Stretch(Form):
    """Which promises and calls are reported on, and how they are grouped."""

    from_at: Instant | None = Field(
        default=None, alias="from", description="Made at this instant or later; 30 days before `to` where it is absent."
    )
    to_at: Instant | None = Field(
        default=None, alias="to", description="Made before this instant; until now where it is absent."
    )
    group_by: GroupBy | None = Field(
        default=None,
        description="Adds `whole`, `groups` and `misses`. Days, weeks, months and hours are those of the line's clock; "
        "more than 400 days come as weeks, more than 400 weeks as months.",
    )
    misses_before: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_.\-]+$")] | None = Field(
        default=None, description="The id of the last miss that was seen; with `group_by` only."
    )


def report_compliance(asked: Asked[Stretch]) -> Answer:
    to_at = asked.form.to_at or asked.now + THIS_VERY_INSTANT
    from_at = asked.form.from_at or to_at - USUAL_STRETCH
    if from_at > to_at:
        raise wrong_field("to", "before_from", "`to` lies before `from`")
    group_by = asked.form.group_by
    span = Span(from_at, to_at)
    found = reporting.report(asked.house, span, asked.now, reporting.coarse_enough(span, group_by or "month"))
    briefly = asdict(in_short(found.whole))
    shown = {name: briefly[name] for name in ComplianceShown.model_fields}
    if group_by is None:
        return ComplianceShown(**shown), 200
    with asked.house.ledger.read() as ledger:
        seen = promises.get(ledger, PromiseId(asked.form.misses_before)) if asked.form.misses_before else None
        if asked.form.misses_before and seen is None:
            raise wrong_field("misses_before", "unknown", "there is no such promise")
        before = (seen.made_at, seen.id) if seen else None
        missed = misses(ledger, from_at, to_at, asked.now, before=before)
    groups = [GroupShown(key=key, **_figures(its)) for key, its in found.groups.items()]
    listed = [MissShown(**asdict(miss)) for miss in missed]
    whole = FiguresShown(**_figures(found.whole))
    return ComplianceInGroups(**shown, whole=whole, groups=groups, misses=listed), 200


def _figures(figures: Figures) -> dict[str, Any]:
    counted = {name: figures[name] for name in FiguresShown.model_fields if name in COUNTED}
    followed = {name: getattr(figures, name) for name in FiguresShown.model_fields if hasattr(figures, name)}
    within = {str(seconds): figures[f"within_{seconds}"] for seconds in WITHIN}
    return {**followed, **counted, "answered_within": within, "missed_because": dict(sorted(figures.causes.items()))}


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/compliance",
        "Do we keep our promises?",
        report_compliance,
        Stretch,
        ComplianceAnswered,
        {200: "The report."},
    ),
)
