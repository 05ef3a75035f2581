"""Accounts, sessions, invitations, failures: every act once, whoever repeats it, on both databases."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, delete, text, update
from sqlalchemy.exc import DBAPIError

from routing.skills import AgentId
from tests.ledger.conftest import undone
from tests.ledger.made import ANNA, BEA, DAY, HOUR, MINUTE, NOW
from voice_app.ledger import Ledger, account_events, accounts, agents, invitations, sessions, sign_in_failures
from voice_app.ledger.accounts import Account
from voice_app.ledger.invitations import Invitation
from voice_app.ledger.sessions import Session
from voice_app.ledger.sign_in_failures import Failures
from voice_app.ledger.tables import account_events as events_table

SESSION = Session("s1", "digest-1", ANNA.id, "agent", "Firefox, Linux", NOW, NOW, NOW + 12 * HOUR, proven_at=NOW)
INVITATION = Invitation("digest-1", ANNA.id, "password", NOW, NOW + DAY)


def test_an_account_has_no_password_until_one_is_set(connection: Connection) -> None:
    assert accounts.get(connection, ANNA.id) is None
    for _ in range(2):
        accounts.open_account(connection, ANNA.id)
    assert accounts.get(connection, ANNA.id) == Account(ANNA.id)
    accounts.set_password(connection, ANNA.id, "hash", NOW)
    assert accounts.get(connection, ANNA.id) == Account(ANNA.id, "hash", NOW)
    assert "hash" not in repr(accounts.get(connection, ANNA.id)).replace("password_hash", "")


def test_a_password_is_hashed_anew_unless_it_was_changed_meanwhile(connection: Connection) -> None:
    accounts.open_account(connection, ANNA.id)
    accounts.set_password(connection, ANNA.id, "old", NOW)
    assert accounts.rehash(connection, ANNA.id, "old", "new")
    assert not accounts.rehash(connection, ANNA.id, "old", "newer")


def test_disabling_and_enabling_say_whether_they_changed_anything(connection: Connection) -> None:
    assert not accounts.enable(connection, ANNA.id)
    assert accounts.disable(connection, ANNA.id, NOW)
    assert not accounts.disable(connection, ANNA.id, NOW)
    assert accounts.enable(connection, ANNA.id)


def test_who_was_disabled_is_not_brought_back_by_the_line_file(connection: Connection) -> None:
    accounts.disable(connection, ANNA.id, NOW)
    agents.leave(connection, ANNA.id, "disabled", NOW)
    agents.enrol(connection, [replace(ANNA, name="Anna B."), BEA], NOW + HOUR)
    assert agents.on_roster(connection, ANNA.id) is None
    assert [agent.name for agent in agents.ever(connection)] == ["Anna B.", "Bea"]
    accounts.enable(connection, ANNA.id)
    agents.come_back(connection, ANNA.id)
    assert agents.on_roster(connection, ANNA.id) is not None


def test_who_has_left_declares_nothing_any_more(connection: Connection) -> None:
    agents.declare_presence(connection, ANNA.id, "ready", "desk", NOW)
    agents.leave(connection, ANNA.id, "disabled", NOW)
    assert not agents.declare_presence(connection, ANNA.id, "ready", "phone", NOW + MINUTE)
    gone = agents.get(connection, ANNA.id)
    assert gone is not None
    assert gone.presence == "signed_out"


def test_a_second_factor_is_confirmed_with_the_seed_that_was_shown_last(connection: Connection) -> None:
    assert accounts.sow(connection, ANNA.id, "first")
    assert accounts.sow(connection, ANNA.id, "second")
    assert not accounts.confirm(connection, ANNA.id, seed="first", step=1, digests=["a"], now=NOW)
    assert accounts.confirm(connection, ANNA.id, seed="second", step=1, digests=["a", "b"], now=NOW)
    assert not accounts.confirm(connection, ANNA.id, seed="second", step=2, digests=["c"], now=NOW)
    assert not accounts.sow(connection, ANNA.id, "third"), "one that is in use is not replaced by looking"
    assert accounts.recovery_codes_left(connection, ANNA.id) == 2


def test_a_step_is_used_once_and_in_order(connection: Connection) -> None:
    accounts.sow(connection, ANNA.id, "seed")
    assert [accounts.use_step(connection, ANNA.id, step) for step in (7, 7, 6, 8)] == [True, False, False, True]


def test_a_spare_code_is_its_owner_s_and_works_once(connection: Connection) -> None:
    accounts.sow(connection, ANNA.id, "seed")
    accounts.confirm(connection, ANNA.id, seed="seed", step=1, digests=["a"], now=NOW)
    used = [accounts.use_recovery_code(connection, agent, "a", NOW) for agent in (BEA.id, ANNA.id, ANNA.id)]
    assert used == [False, True, False]


def test_a_session_is_ended_once(connection: Connection) -> None:
    sessions.begin(connection, SESSION)
    assert sessions.live(connection, ANNA.id) == (SESSION,)
    assert sessions.end(connection, "s1", "signed_out", NOW + HOUR)
    assert not sessions.end(connection, "s1", "disabled", NOW + 2 * HOUR)
    assert not sessions.touch(connection, "s1", NOW + 2 * HOUR)
    assert not sessions.renew(connection, "s1", "digest-2", NOW + 2 * HOUR)
    found = sessions.by_digest(connection, "digest-1")
    assert found is not None
    assert (found.ended_at, found.ended_because) == (NOW + HOUR, "signed_out")


def test_all_sessions_of_an_agent_end_but_the_one_that_may_stay(connection: Connection) -> None:
    for id_, agent in (("s1", ANNA.id), ("s2", ANNA.id), ("s3", BEA.id)):
        sessions.begin(connection, replace(SESSION, id=id_, digest=id_, agent_id=agent))
    assert sessions.end_all(connection, ANNA.id, "password_set", NOW, but="s2") == 1
    assert [session.id for session in sessions.live(connection, ANNA.id)] == ["s2"]
    assert [session.id for session in sessions.live(connection, BEA.id)] == ["s3"]


def test_a_sign_of_life_never_goes_back(connection: Connection) -> None:
    sessions.begin(connection, SESSION)
    assert sessions.touch(connection, "s1", NOW + HOUR)
    assert not sessions.touch(connection, "s1", NOW + MINUTE)


def test_an_invitation_works_once_and_not_too_late(connection: Connection) -> None:
    accounts.open_account(connection, ANNA.id)
    invitations.make(connection, INVITATION)
    assert not invitations.use(connection, "digest-1", NOW + DAY)
    assert invitations.use(connection, "digest-1", NOW + HOUR)
    assert not invitations.use(connection, "digest-1", NOW + HOUR)
    assert not invitations.use(connection, "made up", NOW)


def test_a_newer_invitation_ends_the_older_ones_of_its_kind(connection: Connection) -> None:
    invitations.make(connection, INVITATION)
    invitations.make(connection, replace(INVITATION, digest="digest-2", kind="pass"))
    invitations.make(connection, replace(INVITATION, digest="digest-3", made_at=NOW + HOUR))
    assert {one.digest for one in invitations.still_good(connection, NOW + HOUR)} == {"digest-2", "digest-3"}
    invitations.withdraw(connection, ANNA.id, NOW + HOUR)
    assert invitations.still_good(connection, NOW + HOUR) == ()


def test_failures_add_up_are_taken_back_and_forgotten(connection: Connection) -> None:
    assert sign_in_failures.of(connection, "d") is None
    for minute in range(3):
        sign_in_failures.add(connection, "d", NOW + minute * MINUTE)
    assert sign_in_failures.of(connection, "d") == Failures(3, NOW, NOW + 2 * MINUTE)
    sign_in_failures.take_back(connection, "d")
    assert sign_in_failures.of(connection, "d") == Failures(2, NOW, NOW + 2 * MINUTE)
    sign_in_failures.forget_before(connection, NOW + 2 * MINUTE)
    assert sign_in_failures.of(connection, "d") is not None
    sign_in_failures.forget_before(connection, NOW + 3 * MINUTE)
    assert sign_in_failures.of(connection, "d") is None


def test_what_is_long_over_is_forgotten_and_what_goes_on_is_not(connection: Connection) -> None:
    sessions.begin(connection, SESSION)
    sessions.begin(connection, replace(SESSION, id="s2", digest="digest-2", ends_at=NOW + 2 * DAY))
    invitations.make(connection, INVITATION)
    sessions.forget_before(connection, NOW + DAY)
    invitations.forget_before(connection, NOW + DAY)
    assert [session.id for session in sessions.live(connection, ANNA.id)] == ["s2"]
    assert invitations.by_digest(connection, "digest-1") is not None
    invitations.forget_before(connection, NOW + DAY + HOUR)
    assert invitations.by_digest(connection, "digest-1") is None


def test_what_happened_is_kept_for_good(ledger: Ledger) -> None:
    with undone(ledger) as connection:
        account_events.note(connection, ANNA.id, "invited", NOW, by="command")
        account_events.note(connection, ANNA.id, "signed_in", NOW)
        account_events.note(connection, None, "sign_in_tried", NOW)
        told = account_events.of(connection, ANNA.id) + account_events.of(connection, None)
        assert [(one.agent_id, one.event, one.by) for one in told] == [
            (AgentId("anna"), "invited", "command"),
            (AgentId("anna"), "signed_in", "anna"),
            (None, "sign_in_tried", "nobody"),
        ]


@pytest.mark.parametrize(
    "change",
    [
        update(events_table).values(event="nothing"),
        delete(events_table),
        text("INSERT OR REPLACE INTO account_events SELECT * FROM account_events"),
    ],
    ids=["update", "delete", "replace"],
)
def test_nobody_rewrites_the_record(ledger: Ledger, change: object) -> None:
    with undone(ledger) as connection:
        if connection.dialect.name != "sqlite" and "REPLACE" in str(change):
            return  # PostgreSQL knows no such thing
        account_events.note(connection, ANNA.id, "signed_in", NOW)
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute(change)  # type: ignore[call-overload]  # one of three kinds of statement
