"""Who stands behind an entry of the menu, by the roster as it is."""

from datetime import UTC, datetime
from typing import Literal

from routing.skills import AgentId
from tests.journeys.lines import line_of
from voice_app.ledger.agents import Agent
from voice_app.rostering.behind import Behind, behind

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


def agent(
    name: str,
    skills: dict[str, int],
    presence: Literal["ready", "on_break", "signed_out"] = "ready",
    languages: tuple[str, ...] = ("nl", "en"),
) -> Agent:
    id_ = AgentId(name.lower())
    return Agent(id_, name, f"client:{id_}", languages, skills, "agent", (), None, presence, NOON, None)


def test_who_is_trained_who_is_there_and_what_is_not_spoken() -> None:
    roster = [agent("Anna", {"billing": 3}, "signed_out"), agent("Bram", {"billing": 1}, languages=("nl",))]
    billing, technical = behind(line_of(), roster)
    assert billing == Behind("billing", ("Anna", "Bram"), ("Bram",), (), ())
    assert technical == Behind("technical", (), (), ("Anna", "Bram"), ())


def test_a_language_that_nobody_trained_speaks_is_named() -> None:
    billing, _ = behind(line_of(), [agent("Bram", {"billing": 1, "technical": 1}, languages=("nl",))])
    assert billing.unspoken == ("en",)


def test_nobody_could_be_trained_who_speaks_no_language_of_the_line() -> None:
    assert behind(line_of(), [agent("Dieter", {}, languages=("de",))])[0].could == ()
