from itertools import product

import pytest

from routing.consults import Presences, Whereto, whereto

EVERY_CASE = [Presences(*case) for case in product((False, True), repeat=4)]


@pytest.mark.parametrize(
    ("who", "goes"),
    [
        (Presences(agent_is_in=False, agent_left=False, colleague_is_in=False, colleague_left=False), "hold"),
        (Presences(agent_is_in=True, agent_left=False, colleague_is_in=False, colleague_left=False), "hold"),
        (Presences(agent_is_in=True, agent_left=False, colleague_is_in=True, colleague_left=False), "hold"),
        (Presences(agent_is_in=True, agent_left=True, colleague_is_in=True, colleague_left=False), "colleague"),
        (Presences(agent_is_in=True, agent_left=True, colleague_is_in=False, colleague_left=False), "line"),
        (Presences(agent_is_in=True, agent_left=True, colleague_is_in=True, colleague_left=True), "line"),
        (Presences(agent_is_in=True, agent_left=False, colleague_is_in=True, colleague_left=True), "agent"),
        (Presences(agent_is_in=True, agent_left=False, colleague_is_in=False, colleague_left=True), "agent"),
        (Presences(agent_is_in=False, agent_left=False, colleague_is_in=False, colleague_left=True), "hold"),
    ],
)
def test_the_caller_goes_where_one_of_the_two_is_alone(who: Presences, goes: Whereto) -> None:
    assert whereto(who) == goes


@pytest.mark.parametrize("who", EVERY_CASE)
def test_nobody_is_ever_let_in_beside_two_or_to_nobody(who: Presences) -> None:
    in_room = (who.agent_is_in and not who.agent_left) + (who.colleague_is_in and not who.colleague_left)
    if whereto(who) in ("agent", "colleague"):
        assert in_room == 1


@pytest.mark.parametrize("who", EVERY_CASE)
def test_once_both_have_left_there_is_a_way_on(who: Presences) -> None:
    if who.agent_left and who.colleague_left:
        assert whereto(who) == "line"
