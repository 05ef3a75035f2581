from datetime import datetime

import pytest
from sqlalchemy import Connection

from routing.alarms import Rule
from tests.ledger.made import DAY, MINUTE, NOW, P1, SECOND, owed
from voice_app.ledger import AlarmId, Ledger, NoticeId, alarms, promises
from voice_app.ledger.alarms import Alarm, Group, Notice, Target
from voice_app.ledger.pages import BadCursor
from voice_app.ledger.timeline import Code

PHONE: Target = ("text", "+31612345678")
MAIL: Target = ("email", "chief@example.org")
HOOK: Target = ("webhook", "https://hooks.example.org/gehoor")
A, B, C = AlarmId("A"), AlarmId("B"), AlarmId("C")
AT_RISK = Rule.PROMISE_AT_RISK


def raises(
    connection: Connection,
    alarm: AlarmId = A,
    subject: str = P1,
    *,
    rule: Rule = AT_RISK,
    at: datetime = NOW,
    targets: tuple[Target, ...] = (PHONE,),
) -> bool:
    codes: dict[str, Code | datetime] = {"need": "billing", "due_by": at + DAY}
    return alarms.raise_once(connection, alarm, rule, subject, at, because="no_capacity", targets=targets, **codes)


def claimed(connection: Connection, at: datetime = NOW) -> Group:
    group = alarms.claim(connection, at)
    assert group is not None
    return group


def notice(connection: Connection, alarm: AlarmId = A) -> Notice:
    (only,) = alarms.notices_of(connection, [alarm])
    return only


def alarm(connection: Connection, id_: AlarmId = A) -> Alarm:
    found = alarms.get(connection, id_)
    assert found is not None
    return found


def ids(group: Group) -> list[NoticeId]:
    return [one.id for one in group.notices]


def test_an_alarm_stands_once_until_it_is_over(connection: Connection) -> None:
    assert raises(connection)
    assert not raises(connection, B, at=NOW + SECOND)
    assert alarm(connection).data == {"need": "billing", "due_by": (NOW + DAY).isoformat()}
    assert [one.id for one in alarms.standing(connection)] == [A]

    assert alarms.end(connection, AT_RISK, P1, NOW + MINUTE)
    assert not alarms.end(connection, AT_RISK, P1, NOW + MINUTE)
    assert (alarm(connection).state, alarm(connection).over_at) == ("over", NOW + MINUTE)
    assert raises(connection, B, at=NOW + 2 * MINUTE)


def test_other_rules_and_other_subjects_are_alarms_of_their_own(connection: Connection) -> None:
    assert raises(connection)
    assert raises(connection, B, rule=Rule.PROMISE_BROKEN)
    assert raises(connection, C, subject="P2")
    assert alarms.end(connection, AT_RISK, P1, NOW)
    assert {one.id for one in alarms.standing(connection)} == {B, C}


@pytest.mark.parametrize("word", ["+31612345678", "0612345678", "Jan de Vries", "\r\nBcc: x"])
def test_nothing_personal_is_kept_in_an_alarm(connection: Connection, word: str) -> None:
    for subject, because, need in ((word, None, None), (P1, word, None), (P1, None, word)):
        with pytest.raises(ValueError, match="only ids and codes"):
            alarms.raise_once(connection, A, AT_RISK, subject, NOW, because=because, need=need)


def test_each_target_is_told_once(connection: Connection) -> None:
    raises(connection, targets=(PHONE, MAIL, HOOK))
    told = [claimed(connection) for _ in range(3)]
    assert [(group.channel, group.target) for group in told] == [PHONE, MAIL, HOOK]
    assert [one.id for one in told[0].alarms] == [A]
    assert alarms.claim(connection, NOW + DAY) is None
    for group in told:
        alarms.sent(connection, ids(group), NOW + SECOND)
    states = [(one.state, one.tries, one.closed_at) for one in alarms.notices_of(connection, [A])]
    assert states == [("sent", 1, NOW + SECOND)] * 3


def test_many_at_once_are_told_in_one_message_to_each_target(connection: Connection) -> None:
    for count in range(200):
        raises(connection, AlarmId(f"A{count:03}"), f"P{count}", targets=(PHONE, MAIL))
    told = [claimed(connection) for _ in range(2)]
    assert [(group.channel, len(group.alarms)) for group in told] == [("text", 200), ("email", 200)]
    assert alarms.claim(connection, NOW + DAY) is None


def test_those_that_follow_wait_for_the_minute_s_end(connection: Connection) -> None:
    raises(connection)
    assert len(claimed(connection).alarms) == 1
    for count in range(5):
        raises(connection, AlarmId(f"B{count}"), f"Q{count}", at=NOW + (count + 1) * 10 * SECOND)
    assert alarms.claim(connection, NOW + 59 * SECOND) is None
    assert len(claimed(connection, NOW + MINUTE).alarms) == 5


def test_two_rules_are_two_messages(connection: Connection) -> None:
    raises(connection)
    raises(connection, B, rule=Rule.PROMISE_BROKEN)
    assert [[one.id for one in claimed(connection).alarms] for _ in range(2)] == [[A], [B]]


def test_what_surely_did_not_arrive_is_sent_later(connection: Connection) -> None:
    raises(connection)
    alarms.failed(connection, ids(claimed(connection)), "refused", NOW, retry_at=NOW + MINUTE)
    assert alarms.claim(connection, NOW + 59 * SECOND) is None
    again = claimed(connection, NOW + MINUTE)
    assert [(one.tries, one.cause) for one in again.notices] == [(2, "refused")]
    alarms.failed(connection, ids(again), "refused", NOW + MINUTE)
    assert alarms.claim(connection, NOW + DAY) is None
    assert (notice(connection).state, notice(connection).cause) == ("failed", "refused")


def test_what_may_have_arrived_is_not_sent_again(connection: Connection) -> None:
    raises(connection)
    alarms.in_doubt(connection, ids(claimed(connection)), "no_answer", NOW)
    assert alarms.claim(connection, NOW + DAY) is None
    assert notice(connection).state == "unknown"


def test_a_notice_whose_worker_died_is_not_sent_again(connection: Connection) -> None:
    raises(connection)
    group = claimed(connection)
    assert alarms.give_up_stale(connection, NOW + alarms.CLAIM_LEASE - SECOND) == ()
    assert [one.id for one in alarms.give_up_stale(connection, NOW + alarms.CLAIM_LEASE)] == ids(group)
    alarms.sent(connection, ids(group), NOW + DAY)
    assert (notice(connection).state, notice(connection).cause) == ("unknown", "worker_died")
    assert alarms.claim(connection, NOW + DAY) is None


def test_who_knows_is_told_no_more(connection: Connection) -> None:
    raises(connection)
    assert alarms.acknowledge(connection, A, "sup-1", NOW)
    assert not alarms.acknowledge(connection, A, "sup-2", NOW + SECOND)
    assert (alarm(connection).state, alarm(connection).acknowledged_by) == ("acknowledged", "sup-1")
    assert (notice(connection).state, notice(connection).cause) == ("failed", "acknowledged")
    assert alarms.claim(connection, NOW) is None

    raises(connection, B, "P2", at=NOW + DAY)
    assert alarms.end(connection, AT_RISK, "P2", NOW + DAY)
    assert alarms.claim(connection, NOW + DAY) is None
    assert not alarms.acknowledge(connection, B, "sup-1", NOW + DAY)


def test_an_alarm_about_a_promise_is_over_once_that_is_closed(connection: Connection) -> None:
    owed(connection)
    raises(connection)
    raises(connection, B, rule=Rule.PROMISE_BROKEN)
    raises(connection, C, rule=Rule.CAPS_REACHED)
    assert alarms.end_of_closed_promises(connection, NOW) == ()
    assert promises.withdraw(connection, P1, "no longer", NOW)
    assert {one.id for one in alarms.end_of_closed_promises(connection, NOW)} == {A, B}
    assert [one.id for one in alarms.standing(connection)] == [C]


def test_pages_go_back_in_time(connection: Connection) -> None:
    for count in range(5):
        raises(connection, AlarmId(f"A{count}"), f"P{count}", at=NOW + count // 2 * SECOND)
    shown: list[str] = []
    cursor = None
    while True:
        page = alarms.page(connection, cursor=cursor, limit=2)
        shown += [one.id for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert shown == ["A4", "A3", "A2", "A1", "A0"]
    with pytest.raises(BadCursor):
        alarms.page(connection, cursor="nonsense")


def test_a_page_may_be_of_one_state(connection: Connection) -> None:
    for count in range(3):
        raises(connection, AlarmId(f"A{count}"), f"P{count}")
    alarms.acknowledge(connection, AlarmId("A1"), "sup-1", NOW)
    alarms.end(connection, AT_RISK, "P2", NOW)
    states = {
        state: [one.id for one in alarms.page(connection, state).items] for state in ("raised", "acknowledged", "over")
    }
    assert states == {"raised": ["A0"], "acknowledged": ["A1"], "over": ["A2"]}


def test_of_two_workers_one_gets_a_notice(ledger: Ledger) -> None:
    with ledger.write() as connection:
        raises(connection)
    groups = []
    for _ in range(2):
        with ledger.write() as connection:
            groups.append(alarms.claim(connection, NOW))
    assert [group is None for group in groups] == [False, True]
