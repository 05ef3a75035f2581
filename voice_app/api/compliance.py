"""Do we keep our promises: the ledger's report, by the API."""

from dataclasses import asdict
from datetime import timedelta

from pydantic import Field

from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.problems import wrong_field
from voice_app.api.values import Form, Instant
from voice_app.ledger.compliance import compliance
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


class Stretch(Form):
    """Which promises are reported on."""

    from_at: Instant | None = Field(
        default=None, alias="from", description="Made at this instant or later; 30 days before `to` where it is absent."
    )
    to_at: Instant | None = Field(
        default=None, alias="to", description="Made before this instant; until now where it is absent."
    )


def report_compliance(asked: Asked[Stretch]) -> Answer:
    to_at = asked.form.to_at or asked.now + THIS_VERY_INSTANT
    from_at = asked.form.from_at or to_at - USUAL_STRETCH
    if from_at > to_at:
        raise wrong_field("to", "before_from", "`to` lies before `from`")
    with asked.house.ledger.read() as ledger:
        report = asdict(compliance(ledger, from_at, to_at, asked.now))
    return ComplianceShown(**{name: report[name] for name in ComplianceShown.model_fields}), 200


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/compliance",
        "Do we keep our promises?",
        report_compliance,
        Stretch,
        ComplianceShown,
        {200: "The report."},
    ),
)
