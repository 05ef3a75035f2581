"""The list of promises, on both databases: its groups, its order, its pages, what it is cut by, and looking for one."""

from itertools import count

import pytest
from sqlalchemy import Connection

from routing.escalation import Cause
from routing.skills import PromiseId
from tests.ledger.made import ANNA, BEA, DAY, EVA, HOUR, JAN, LEG, NOW, P1, P2, P3, found, owed, ringing
from voice_app.ledger import Phone, attempts, escalations, placing, promise_lists, promises
from voice_app.ledger.pages import BadCursor
from voice_app.ledger.promise_lists import (
    OF_ALL,
    WHATEVER,
    Cut,
    Group,
    Tries,
    counts,
    group_of,
    ids,
    of_last_digits,
    of_phone,
    page,
    tries,
)

EVERYTHING = Cut()


def one_of_each(connection: Connection) -> None:
    """One in each group, made at the same instant, in the reverse of their order."""
    number = count(10)

    def owe(name: Group, hours: float, **other: object) -> PromiseId:
        due_by = NOW + hours * HOUR
        phone = Phone(f"+316111111{next(number)}")
        return owed(connection, PromiseId(name), phone, due_by=due_by, effective_due_by=due_by, **other).id

    promises.keep(connection, owe("done", 2), "spoke", NOW, NOW)
    owe("open", 20)
    owe("due_next", 3)
    owe("needs_approval", 10, needs_approval=True)
    escalations.escalate(connection, owe("at_risk", 1), Cause.LITTLE_TIME, NOW)
    owe("broken", -1)
    escalations.mark_broken(connection, NOW)


def listed(connection: Connection, group: Group, cut: Cut = EVERYTHING, limit: int = 50) -> list[str]:
    return [promise.id for promise in page(connection, group, cut, NOW, limit=limit).items]


def test_each_promise_is_in_one_group_and_the_groups_are_in_order(connection: Connection) -> None:
    one_of_each(connection)
    assert [listed(connection, group) for group in OF_ALL] == [[group] for group in OF_ALL]
    assert counts(connection, EVERYTHING, NOW) == dict.fromkeys(OF_ALL, 1)
    assert [group_of(found(connection, PromiseId(group)), NOW) for group in OF_ALL] == list(OF_ALL)
    assert [listed(connection, group) for group in ("kept", "unreached", "withdrawn")] == [["done"], [], []]


def test_what_waits_for_a_word_of_ours_is_listed_there_though_it_is_at_risk(connection: Connection) -> None:
    """Else nobody would find it where it is looked for: who cannot be called is at risk from the first minute."""
    waits = owed(connection, PromiseId("waits"), Phone("+447700900123"), needs_approval=True)
    escalations.escalate(connection, waits.id, Cause.NEEDS_APPROVAL, NOW)
    assert (listed(connection, "needs_approval"), listed(connection, "at_risk")) == (["waits"], [])
    assert group_of(found(connection, waits.id), NOW) == "needs_approval"


def test_what_is_owed_is_by_deadline_and_what_is_over_newest_first(connection: Connection) -> None:
    for number, hours in enumerate((9, 7, 8)):
        due_by = NOW + hours * HOUR
        owed(connection, PromiseId(f"P{hours}"), Phone(f"+3161111111{number}"), due_by=due_by, effective_due_by=due_by)
    assert listed(connection, "open") == ["P7", "P8", "P9"]
    assert ids(connection, None, EVERYTHING, NOW, 2) == ("P7", "P8")
    for minutes, id_ in enumerate(("P8", "P9", "P7")):
        promises.withdraw(connection, PromiseId(id_), "asked", NOW + minutes * HOUR)
    assert listed(connection, "done") == ["P7", "P9", "P8"]


@pytest.mark.parametrize("group", ["open", "done"])
def test_a_page_goes_on_where_the_one_before_ended_also_among_equals(connection: Connection, group: Group) -> None:
    for number in range(7):
        id_ = owed(connection, PromiseId(f"P{number}"), Phone(f"+3161111111{number}")).id
        if group == "done":
            promises.withdraw(connection, id_, "asked", NOW)
    seen, cursor = list[str](), None
    for _ in range(4):
        shown = page(connection, group, EVERYTHING, NOW, cursor=cursor, limit=2)
        seen += [promise.id for promise in shown.items]
        cursor = shown.next_cursor
    assert cursor is None
    assert sorted(seen) == [f"P{number}" for number in range(7)]
    assert seen == sorted(seen, reverse=group == "done")
    with pytest.raises(BadCursor):
        page(connection, group, EVERYTHING, NOW, cursor="?", limit=2)


def test_a_list_is_cut_by_all_that_is_known(connection: Connection) -> None:
    owed(connection, P1)
    owed(connection, P2, EVA, made_at=NOW - DAY, need=None, language="en", source="api", due_by=NOW + 2 * DAY)
    owed(connection, P3, Phone("+31633333333"))
    placing.give(connection, P3, BEA.id, until_at=NOW + HOUR, by="chloe", now=NOW)
    ringing(connection)
    cuts = {
        P1: [Cut(need="billing", agent=ANNA.id), Cut(source="waiting", agent=ANNA.id)],
        P2: [
            Cut(need=WHATEVER),
            Cut(language="en"),
            Cut(source="api"),
            Cut(made_until=NOW),
            Cut(due_from=NOW + 2 * DAY),
        ],
        P3: [Cut(agent=BEA.id), Cut(made_from=NOW, due_until=NOW + 2 * DAY, agent=BEA.id)],
    }
    for wanted, its in cuts.items():
        for cut in its:
            assert ids(connection, None, cut, NOW, 9) == (wanted,), cut
            assert sum(counts(connection, cut, NOW).values()) == 1, cut
    assert ids(connection, None, Cut(cause="capped"), NOW, 9) == ()


def test_a_promise_is_looked_for_by_its_number_or_how_it_ends(connection: Connection) -> None:
    owed(connection, P1, JAN)
    promises.withdraw(connection, P1, "asked", NOW)
    owed(connection, P2, JAN, made_at=NOW + HOUR)
    owed(connection, P3, EVA)
    assert [promise.id for promise in of_phone(connection, JAN, 9)] == [P2, P1]
    assert [promise.id for promise in of_last_digits(connection, "1111", 9)] == [P2, P1]
    assert [promise.id for promise in of_last_digits(connection, "11111111", 1)] == [P2]
    assert of_last_digits(connection, "21111", 9) == ()
    assert of_last_digits(connection, "%111", 9) == ()


def test_who_has_it_and_what_was_tried(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    assert tries(connection, [P1, P2]) == {P1: Tries(agent=ANNA.id, is_under_way=True), P2: Tries()}
    attempts.gate(connection, attempts.of_promise(connection, P1)[0].id, LEG, NOW)
    attempts.settle(connection, attempts.of_promise(connection, P1)[0].id, "no_answer", NOW, retry_at=NOW + HOUR)
    assert tries(connection, [P1]) == {P1: Tries(1, "no_answer", ANNA.id)}
    assert tries(connection, []) == {}


def test_each_group_is_counted_until_there_are_many(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promise_lists, "COUNTED", 2)
    for number in range(8):
        id_ = owed(connection, PromiseId(f"P{number}"), Phone(f"+3161111111{number}")).id
        if number < 4:
            promises.withdraw(connection, id_, "asked", NOW)
    assert counts(connection, EVERYTHING, NOW) == dict.fromkeys(OF_ALL, 0) | {"open": 3, "done": 3}


def test_what_is_over_is_of_whoever_tried_it_and_not_of_whoever_it_was_kept_for(connection: Connection) -> None:
    owed(connection)
    placing.give(connection, P1, BEA.id, until_at=NOW + HOUR, by="chloe", now=NOW)
    ringing(connection)
    assert [ids(connection, None, Cut(agent=agent.id), NOW, 9) for agent in (ANNA, BEA)] == [(P1,), (P1,)]
    attempts.settle(connection, attempts.of_promise(connection, P1)[0].id, "no_answer", NOW, retry_at=NOW + HOUR)
    promises.withdraw(connection, P1, "asked", NOW)
    assert [listed(connection, "done", Cut(agent=agent.id)) for agent in (ANNA, BEA)] == [[P1], []]
