"""Did we help? The one question by text, and its answers, by the API. Names nobody: neither phone nor call."""

from datetime import datetime, timedelta

from pydantic import Field

from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.problems import wrong_field
from voice_app.api.values import Form, Instant
from voice_app.ledger import follow_ups
from voice_app.shape import Shape

USUAL_STRETCH = timedelta(days=30)
THIS_VERY_INSTANT = timedelta(microseconds=1)
MOST_SHOWN = 100


class FollowUpShown(Shape):
    """One caller who was asked."""

    agent: str = Field(description="The agent, by id, who heard that the caller may be asked.")
    language: str
    asked_at: datetime
    answered_at: datetime | None = Field(description="The last answer; null: none so far.")
    score: int | None = Field(description="1 not helped, 5 helped very well; null: no figure so far.")
    comment: str | None = Field(description="The caller's own words; null: none, or erased.")


class FollowUpsShown(Shape):
    """Callers who were asked by text whether we helped, with from ≤ asked_at < to."""

    asked: int = Field(description="All of them. Only callers who agreed are asked, after talks that ended well.")
    scored: int = Field(description="Those who answered with a figure.")
    mean: float | None = Field(description="Of their figures; null where there is none.")
    scores: dict[str, int] = Field(description="How many gave each figure.")
    items: tuple[FollowUpShown, ...] = Field(description="The newest of them, at most 100.")


class Stretch(Form):
    """Which questions are reported on."""

    from_at: Instant | None = Field(
        default=None,
        alias="from",
        description="Asked at this instant or later; 30 days before `to` where it is absent.",
    )
    to_at: Instant | None = Field(
        default=None, alias="to", description="Asked before this instant; until now where it is absent."
    )


def report_follow_ups(asked: Asked[Stretch]) -> Answer:
    to_at = asked.form.to_at or asked.now + THIS_VERY_INSTANT
    from_at = asked.form.from_at or to_at - USUAL_STRETCH
    if from_at > to_at:
        raise wrong_field("to", "before_from", "`to` lies before `from`")
    with asked.house.ledger.read() as ledger:
        counted = follow_ups.scores(ledger, from_at, to_at)
        newest = follow_ups.asked_between(ledger, from_at, to_at, MOST_SHOWN)
    by_score = {score: count for score, count in counted.items() if score is not None}
    scored, total = sum(by_score.values()), sum(score * count for score, count in by_score.items())
    return FollowUpsShown(
        asked=sum(counted.values()),
        scored=scored,
        mean=total / scored if scored else None,
        scores={str(score): by_score.get(score, 0) for score in range(1, 6)},
        items=tuple(
            FollowUpShown(
                agent=one.agent_id,
                language=one.language,
                asked_at=one.asked_at,
                answered_at=one.answered_at,
                score=one.score,
                comment=one.comment,
            )
            for one in newest
            if one.asked_at is not None
        ),
    ), 200


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/follow-ups",
        "Did we help?",
        report_follow_ups,
        Stretch,
        FollowUpsShown,
        {200: "The report."},
        more="`helped_share` of the compliance report is another thing: it counts calls that somebody answered.",
    ),
)
