from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from routing.skills import AgentId
from tests.ledger.made import ANNA, BEA, HOUR, MINUTE, NOW
from voice_app.ledger import agents


def test_a_new_agent_is_signed_out(connection: Connection) -> None:
    bea = agents.get(connection, BEA.id)
    assert bea is not None
    assert (bea.presence, bea.presence_at) == ("signed_out", NOW)
    assert (bea.skills, bea.languages, bea.on_call) == ({"technical": 2}, ("nl",), ("sat 16:00-21:00",))
    assert (bea.role, bea.pin_hash) == ("supervisor", None)


def test_enrolling_again_updates_what_the_file_says_and_leaves_the_presence(connection: Connection) -> None:
    agents.declare_presence(connection, ANNA.id, "ready", "phone", NOW)
    agents.enrol(connection, [replace(ANNA, name="Anna B.", skills={"technical": 1})], NOW + HOUR)
    anna = agents.get(connection, ANNA.id)
    assert anna is not None
    assert (anna.name, anna.skills, anna.presence, anna.presence_at) == ("Anna B.", {"technical": 1}, "ready", NOW)
    assert [agent.id for agent in agents.all(connection)] == ["anna", "bea"]


def test_agents_may_swap_phones(connection: Connection) -> None:
    agents.enrol(connection, [replace(ANNA, reach=BEA.reach), replace(BEA, reach=ANNA.reach)], NOW)
    found = {reach: agents.by_reach(connection, reach) for reach in (ANNA.reach, BEA.reach)}
    assert {reach: agent and agent.id for reach, agent in found.items()} == {ANNA.reach: "bea", BEA.reach: "anna"}


def test_whoever_gets_a_phone_takes_the_place_of_who_had_it(connection: Connection) -> None:
    agents.declare_presence(connection, ANNA.id, "ready", "phone", NOW)
    agents.enrol(connection, [replace(ANNA, id=AgentId("cor"), name="Cor")], NOW + HOUR)
    assert [agent.id for agent in agents.all(connection)] == ["bea", "cor"]
    gone = agents.get(connection, ANNA.id)
    assert gone is not None
    assert gone.presence == "signed_out"
    agents.enrol(connection, [replace(ANNA, reach="client:anna")], NOW + HOUR)
    assert [agent.id for agent in agents.all(connection)] == ["anna", "bea", "cor"]


def test_each_change_of_presence_is_kept_and_a_repeat_is_none(connection: Connection) -> None:
    assert agents.declare_presence(connection, ANNA.id, "ready", "phone", NOW)
    assert not agents.declare_presence(connection, ANNA.id, "ready", "api", NOW + HOUR)
    assert agents.declare_presence(connection, ANNA.id, "on_break", "refused_twice", NOW + HOUR)
    assert agents.presence_history(connection, ANNA.id) == (
        agents.PresenceChange(ANNA.id, "ready", "phone", NOW),
        agents.PresenceChange(ANNA.id, "on_break", "refused_twice", NOW + HOUR),
    )


def test_a_stranger_declares_nothing_and_has_no_phone(connection: Connection) -> None:
    assert not agents.declare_presence(connection, AgentId("nobody"), "ready", "api", NOW)
    assert agents.get(connection, AgentId("nobody")) is None
    assert agents.by_reach(connection, "tel:+31699999999") is None


def test_an_agents_phone_and_pin_are_not_in_its_repr(connection: Connection) -> None:
    shown = repr(agents.get(connection, ANNA.id)) + repr(ANNA)
    assert ANNA.reach not in shown
    assert "hashed" not in shown


def test_a_break_has_a_reason_and_another_reason_is_a_change(connection: Connection) -> None:
    def break_(reason: str | None, at: datetime) -> bool:
        return agents.declare_presence(connection, ANNA.id, "on_break", "desk", at, reason=reason)

    assert break_("lunch", NOW)
    assert not break_("lunch", NOW + MINUTE)
    assert not break_(None, NOW + MINUTE), "whoever keys 2 at lunch is at lunch"
    assert break_("training", NOW + HOUR)
    anna = agents.get(connection, ANNA.id)
    assert anna is not None
    assert (anna.reason, anna.presence_at) == ("training", NOW + HOUR)
    assert agents.declare_presence(connection, ANNA.id, "ready", "desk", NOW + 2 * HOUR)
    assert [(one.presence, one.reason) for one in agents.changes_since(connection, ANNA.id, NOW + HOUR)] == [
        ("on_break", "lunch"),
        ("on_break", "training"),
        ("ready", None),
    ]
