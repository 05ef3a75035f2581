"""A question about one day, as somebody asks it on a page: which day, and what would be different.

Every value has its range, and what cannot be is refused by field and reason before anything is played. Kept as it was
asked; what the day was like is looked up when it is played. Deliberately knows no page and no ledger.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, timedelta
from typing import Any, Final, Literal

Of = Literal["day", "weekday"]
RulesAsked = Literal["", "trained_at_once", "plain"]
"""*trained_at_once*: whoever is trained may take a call at once, a level is an order. *plain*: the oldest call, to
whoever has been idle longest."""

SEEDS: Final = (6, 12, 30)
"""How often the day is played: more often is surer, and takes longer."""
LONGER: Final = (0, 30, 60, 120)
"""Minutes."""
MOST_MORE: Final = 10
CALLS: Final = range(50, 301)
"""Per cent of the calls that there usually are."""
LONGEST_AGO: Final = timedelta(days=90)
LEVELS: Final = range(1, 4)

Reason = Literal["missing", "out_of_range", "unknown", "not_past", "too_long_ago", "not_typical", "can_already"]


@dataclass(frozen=True, slots=True)
class Question:
    """`day`: of a day that was; `weekday`: 0 is Monday, of one as they usually are. `more`: so many agents more, who do
    `more_skills` at `more_level`. `earlier`, `later`: minutes that the line is open longer. `learner` learns `subject`
    at `level`. `calls`: per cent."""

    of: Of = "day"
    day: str | None = None
    weekday: int | None = None
    seeds: int = 12
    more: int = 0
    more_skills: tuple[str, ...] = ()
    more_level: int = 2
    earlier: int = 0
    later: int = 0
    learner: str | None = None
    subject: str | None = None
    level: int = 2
    calls: int = 100
    rules: RulesAsked = ""

    @property
    def changes_something(self) -> bool:
        return bool(self.more or self.earlier or self.later or self.learner or self.rules or self.calls != 100)  # noqa: PLR2004 - as many as there are

    @property
    def kept(self) -> dict[str, Any]:
        """As it lies on the ledger."""
        return {**asdict(self), "more_skills": list(self.more_skills)}

    @classmethod
    def found(cls, kept: Mapping[str, Any]) -> "Question":
        """The same again; keys of another version are passed over."""
        known = {one.name for one in fields(cls)}
        its = {name: value for name, value in kept.items() if name in known}
        return cls(**{**its, "more_skills": tuple(its.get("more_skills", ()))})


@dataclass
class Wrong(Exception):
    """Everything that is wrong with a question: reason by field."""

    reasons: dict[str, Reason] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What a question may speak of: today on the line's own clock, subjects, and what each agent can do already."""

    today: date
    subjects: Collection[str]
    agents: Mapping[str, Collection[str]]


def check(asked: Question, known: Known) -> Question:
    """The question, if it can be asked. Raises Wrong."""
    wrong: dict[str, Reason] = {}
    _of_the_day(asked, known, wrong)
    for name, allowed in RANGES.items():
        if getattr(asked, name) not in allowed:
            wrong[name] = "out_of_range"
    if asked.more and not asked.more_skills:
        wrong["more_skills"] = "missing"
    if any(subject not in known.subjects for subject in asked.more_skills):
        wrong["more_skills"] = "unknown"
    _of_the_learner(asked, known, wrong)
    if asked.calls != 100 and asked.of == "day":  # noqa: PLR2004 - as many as there are
        wrong.setdefault("calls", "not_typical")
    if not asked.changes_something:
        wrong.setdefault("more", "missing")
    if wrong:
        raise Wrong(wrong)
    return asked


RANGES: Final[Mapping[str, Collection[Any]]] = {
    "of": ("day", "weekday"),
    "seeds": SEEDS,
    "more": range(MOST_MORE + 1),
    "more_level": LEVELS,
    "earlier": LONGER,
    "later": LONGER,
    "level": LEVELS,
    "calls": CALLS,
    "rules": ("", "trained_at_once", "plain"),
}


def _of_the_day(asked: Question, known: Known, wrong: dict[str, Reason]) -> None:
    if asked.of == "weekday":
        if asked.weekday not in range(7):
            wrong["weekday"] = "missing" if asked.weekday is None else "out_of_range"
        return
    try:
        day = date.fromisoformat(asked.day or "")
    except ValueError:
        wrong["day"] = "missing"
        return
    if day >= known.today:
        wrong["day"] = "not_past"
    elif day < known.today - LONGEST_AGO:
        wrong["day"] = "too_long_ago"


def _of_the_learner(asked: Question, known: Known, wrong: dict[str, Reason]) -> None:
    if not asked.learner and not asked.subject:
        return
    if not asked.learner or not asked.subject:
        wrong["subject" if asked.learner else "learner"] = "missing"
    elif asked.learner not in known.agents:
        wrong["learner"] = "unknown"
    elif asked.subject not in known.subjects:
        wrong["subject"] = "unknown"
    elif asked.subject in known.agents[asked.learner]:
        wrong["subject"] = "can_already"
