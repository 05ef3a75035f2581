"""What a password is kept as, and that only one is looked at at a time."""

import pytest
from argon2 import PasswordHasher, extract_parameters

from voice_app.accounts import hashing
from voice_app.accounts.hashing import Busy


@pytest.mark.threat("T13")
def test_it_is_argon2id_with_the_least_that_owasp_allows() -> None:
    kept = hashing.hashed("drie groene fietsen in de regen")
    used = extract_parameters(kept)
    assert (kept.startswith("$argon2id$"), used.memory_cost, used.time_cost, used.parallelism) == (True, 19456, 2, 1)


def test_a_password_is_right_on_any_keyboard() -> None:
    kept = hashing.hashed("caf\u00e9 zonder suiker, graag")
    assert hashing.is_right(kept, "cafe\u0301 zonder suiker, graag")
    assert not hashing.is_right(kept, "cafe zonder suiker, graag")


def test_where_there_is_none_no_password_is_right() -> None:
    assert not hashing.is_right(None, "a password that nobody has")
    assert not hashing.is_right("no hash at all", "whatever it is")


def test_what_was_hashed_with_less_is_outdated() -> None:
    assert hashing.is_outdated(PasswordHasher(memory_cost=1024, time_cost=1, parallelism=1).hash("x"))
    assert not hashing.is_outdated(hashing.hashed("x"))


@pytest.mark.threat("T13")
def test_the_second_at_once_is_told_so_at_once() -> None:
    with hashing.a_turn(), pytest.raises(Busy), hashing.a_turn():
        pass
    with hashing.a_turn():
        pass


def test_who_breaks_off_lets_the_next_one_in() -> None:
    with pytest.raises(ZeroDivisionError), hashing.a_turn():
        raise ZeroDivisionError
    with hashing.a_turn():
        pass
