"""Who looked at what is told once for each look, and names nobody."""

import pytest
from sqlalchemy import Connection

from tests.ledger.made import ANNA, BEA, JAN, MINUTE, NOW
from voice_app.ledger import looks
from voice_app.ledger.looks import Look

FIRST = Look(ANNA.id, "promise", "P1", NOW)


def test_a_look_that_goes_on_is_one_look(connection: Connection) -> None:
    for minutes in (0, 4, 9):
        looks.note(connection, Look(ANNA.id, "promise", "P1", NOW + minutes * MINUTE))
    later = Look(ANNA.id, "promise", "P1", NOW + 11 * MINUTE)
    looks.note(connection, later)
    assert looks.latest(connection) == (later, FIRST)


def test_another_person_who_looks_or_another_thing_is_another_look(connection: Connection) -> None:
    others = (
        Look(BEA.id, "promise", "P1", NOW),
        Look(ANNA.id, "promise", "P2", NOW),
        Look(ANNA.id, "digest", None, NOW),
    )
    for look in (FIRST, *others, *others):
        looks.note(connection, look)
    assert set(looks.latest(connection)) == {FIRST, *others}
    assert looks.latest(connection, limit=1) == (others[-1],)
    assert looks.at_subject(connection, "P1") == (others[0], FIRST)


def test_a_phone_is_no_subject(connection: Connection) -> None:
    with pytest.raises(ValueError, match="subject"):
        looks.note(connection, Look(ANNA.id, "phone", str(JAN), NOW))
