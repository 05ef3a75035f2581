"""Who may be asked, who is asked, who wants no more of it; and what agents were asked: whoever races."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from routing.skills import CallSid
from tests.ledger.made import ANNA, BEA, HOUR, JAN, NOW, SECOND
from voice_app.ledger import FollowUpId, calls, follow_ups, opt_outs, unnoted
from voice_app.ledger.follow_ups import Agreed
from voice_app.ledger.ids import Phone
from voice_app.ledger.tables import follow_ups as rows

CALL, OTHER = CallSid("CA1"), CallSid("CA2")
KEY = "a key drawn at random"
DAY = timedelta(days=1)


@pytest.fixture
def agreed(connection: Connection) -> Agreed:
    who = opt_outs.who(connection, JAN, KEY)
    one = Agreed(FollowUpId("F1"), CALL, None, ANNA.id, JAN, who, "nl", NOW, "desk")
    assert follow_ups.agree(connection, one)
    return one


def test_one_call_is_agreed_once_and_asked_once(connection: Connection, agreed: Agreed) -> None:
    assert not follow_ups.agree(connection, replace(agreed, id=FollowUpId("F2")))
    assert [one.id for one in follow_ups.agreed(connection)] == ["F1"]
    assert follow_ups.ask(connection, agreed.id, NOW + HOUR)
    assert not follow_ups.ask(connection, agreed.id, NOW + HOUR)
    assert not follow_ups.drop(connection, agreed.id, "taken_back")
    assert follow_ups.agreed(connection) == ()


def test_what_was_taken_back_may_be_agreed_again_and_what_was_dropped_otherwise_not(
    connection: Connection, agreed: Agreed
) -> None:
    again = replace(agreed, id=FollowUpId("F2"), agreed_at=NOW + SECOND)
    assert follow_ups.drop(connection, agreed.id, "taken_back")
    assert follow_ups.agree(connection, again)
    assert [(one.id, one.agreed_at) for one in follow_ups.agreed(connection)] == [("F1", NOW + SECOND)]
    follow_ups.drop(connection, agreed.id, "not_resolved")
    assert not follow_ups.agree(connection, again)


def test_words_are_added_until_a_score_ends_it(connection: Connection, agreed: Agreed) -> None:
    assert not follow_ups.answer(connection, agreed.id, 5, None, NOW)
    follow_ups.ask(connection, agreed.id, NOW)
    assert follow_ups.answer(connection, agreed.id, None, "tja", NOW + SECOND)
    assert follow_ups.answer(connection, agreed.id, 3, "het ging", NOW + HOUR)
    assert not follow_ups.answer(connection, agreed.id, 5, "toch goed", NOW + HOUR)
    one = follow_ups.of_talk(connection, call_sid=CALL)
    assert one is not None
    assert (one.score, one.comment, one.answered_at) == (3, "tja\nhet ging", NOW + HOUR)
    assert follow_ups.unanswered(connection, agreed.who, NOW - DAY) is None
    assert follow_ups.scores(connection, NOW, NOW + SECOND) == {3: 1}


def test_an_erased_person_is_still_known_as_asked_and_as_stopped(connection: Connection, agreed: Agreed) -> None:
    follow_ups.ask(connection, agreed.id, NOW)
    opt_outs.stop(connection, agreed.who, "stop", NOW)
    connection.execute(update(rows).values(phone=None, comment=None))
    who = opt_outs.known_as(connection, JAN)
    assert who == agreed.who
    assert follow_ups.was_asked(connection, who, NOW - DAY)
    assert opt_outs.has_stopped(connection, who)


def test_a_pseudonym_is_one_for_each_phone_and_its_key_is_drawn_once(connection: Connection) -> None:
    assert opt_outs.known_as(connection, JAN) is None
    first = opt_outs.who(connection, JAN, KEY)
    assert first == opt_outs.who(connection, JAN, "another key") == opt_outs.known_as(connection, JAN)
    assert JAN[1:] not in first
    assert opt_outs.who(connection, Phone(JAN[:-1]), KEY) != first


def test_who_has_stopped_may_start_again(connection: Connection) -> None:
    who = opt_outs.who(connection, JAN, KEY)
    assert opt_outs.stop(connection, who, "stop", NOW)
    assert not opt_outs.stop(connection, who, "carrier", NOW + SECOND)
    assert opt_outs.has_stopped(connection, who)
    assert opt_outs.start(connection, who)
    assert not opt_outs.start(connection, who)
    assert not opt_outs.has_stopped(connection, who)


@pytest.fixture
def over(connection: Connection) -> None:
    """Two calls of Anna's that are over, an hour apart."""
    for sid, at in ((CALL, NOW), (OTHER, NOW + HOUR)):
        calls.begin(connection, sid, JAN, 1, at)
        calls.answered(connection, sid, ANNA.id, at + SECOND)
        calls.end(connection, sid, "answered", at + 60 * SECOND)


@pytest.mark.usefixtures("over")
def test_what_waits_for_a_word_is_the_agents_own_and_the_last_comes_first(connection: Connection) -> None:
    assert [one.sid for one in unnoted.of_agent(connection, ANNA.id, NOW - DAY)] == [OTHER, CALL]
    assert unnoted.of_agent(connection, BEA.id, NOW - DAY) == ()
    assert unnoted.one_of_agent(connection, BEA.id, CALL) is None
    assert [one.sid for one in unnoted.unasked(connection, [ANNA.id], NOW + HOUR)] == [OTHER]
    calls.wrap(connection, OTHER, ANNA.id, "resolved", NOW + 2 * HOUR, note=None)
    assert [one.sid for one in unnoted.of_agent(connection, ANNA.id, NOW - DAY)] == [CALL]


@pytest.mark.usefixtures("over")
def test_an_agent_is_asked_once_about_a_call_and_each_has_a_code(connection: Connection) -> None:
    assert unnoted.ask(connection, CALL, ANNA.id, NOW + HOUR) == 10
    assert unnoted.ask(connection, CALL, ANNA.id, NOW + HOUR) is None
    assert unnoted.ask(connection, OTHER, ANNA.id, NOW + HOUR) == 11
    assert unnoted.unasked(connection, [ANNA.id], NOW - DAY) == ()
    assert [one.code for one in unnoted.of_agent(connection, ANNA.id, NOW - DAY)] == [11, 10]


@pytest.mark.usefixtures("over")
def test_codes_have_two_figures_for_ever(connection: Connection) -> None:
    codes = [unnoted.ask(connection, CallSid(f"CA{number:03}"), ANNA.id, NOW) for number in range(200)]
    assert min(code or 0 for code in codes) == 10
    assert max(code or 0 for code in codes) == 99


@pytest.mark.usefixtures("over")
def test_what_nobody_could_read_is_kept_line_by_line(connection: Connection) -> None:
    assert not unnoted.keep_unread(connection, CALL, "te vroeg")
    unnoted.ask(connection, CALL, ANNA.id, NOW)
    unnoted.keep_unread(connection, CALL, "tja")
    unnoted.keep_unread(connection, CALL, "weet niet")
    one = unnoted.one_of_agent(connection, ANNA.id, CALL)
    assert one is not None
    assert one.unread == "tja\nweet niet"
