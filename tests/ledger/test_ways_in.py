"""How each agent gets in, in one look at them all; on both databases."""

from sqlalchemy import Connection

from tests.ledger.made import ANNA, BEA, DAY, HOUR, MINUTE, NOW
from voice_app.ledger import accounts, agents, invitations, sessions, ways_in
from voice_app.ledger.invitations import Invitation
from voice_app.ledger.sessions import Session
from voice_app.ledger.ways_in import WayIn


def session(id_: str, seen_at: object = NOW) -> Session:
    return Session(id_, f"digest-{id_}", ANNA.id, "agent", "Firefox", NOW, seen_at, NOW + 12 * HOUR, proven_at=NOW)  # type: ignore[arg-type]  # an instant


def test_who_was_never_invited_is_not_among_them(connection: Connection) -> None:
    assert ways_in.all(connection, NOW) == {}


def test_what_there_is_of_each(connection: Connection) -> None:
    accounts.open_account(connection, ANNA.id)
    invitations.make(connection, Invitation("i1", ANNA.id, "password", NOW, NOW + DAY))
    assert ways_in.all(connection, NOW) == {ANNA.id: WayIn(invited_until=NOW + DAY)}
    assert ways_in.all(connection, NOW + DAY) == {ANNA.id: WayIn()}
    accounts.set_password(connection, ANNA.id, "hash", NOW)
    sessions.begin(connection, session("s1"))
    sessions.begin(connection, session("s2", NOW + MINUTE))
    sessions.end(connection, "s2", "signed_out", NOW + HOUR)
    accounts.disable(connection, BEA.id, NOW)
    found = ways_in.all(connection, NOW + HOUR)
    assert found[BEA.id] == WayIn(is_disabled=True)
    assert (found[ANNA.id].has_password, found[ANNA.id].sessions) == (True, 1)
    assert found[ANNA.id].seen_at == NOW + MINUTE
    assert ways_in.all(connection, NOW + 12 * HOUR)[ANNA.id].sessions == 0


def test_a_pass_is_no_invitation(connection: Connection) -> None:
    accounts.open_account(connection, ANNA.id)
    invitations.make(connection, Invitation("i1", ANNA.id, "pass", NOW, NOW + HOUR))
    assert ways_in.all(connection, NOW)[ANNA.id].invited_until is None


def test_a_supervisor_can_come_who_is_on_the_roster_with_a_password(connection: Connection) -> None:
    for agent in (ANNA, BEA):
        accounts.open_account(connection, agent.id)
    assert ways_in.supervisors_who_can_come(connection) == frozenset()
    for agent in (ANNA, BEA):
        accounts.set_password(connection, agent.id, "hash", NOW)
    assert ways_in.supervisors_who_can_come(connection) == {BEA.id}
    agents.leave(connection, BEA.id, "left", NOW)
    assert ways_in.supervisors_who_can_come(connection) == frozenset()
