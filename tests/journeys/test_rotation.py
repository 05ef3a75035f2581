"""A secret is rotated on several hosts, one after the other: nobody is thrown out, refused or let in twice meanwhile.

A host that was given the new one first is another house over the same ledger.
"""

from dataclasses import replace

import pyotp
import pytest

from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages.visitors import begin_session
from tools.stage import settings_of_the_stage
from voice_app.accounts import inviting, pins, screens, second_factor, sessions
from voice_app.accounts.digests import digest
from voice_app.app import create_app
from voice_app.ledger import agents
from voice_app.runtime import Runtime

OLD, NEW = "the-key-of-until-now", "the-key-from-now-on"
ANNA = AgentId("anna")


def host(world: World, key: str, **others: str) -> Runtime:
    """A process of this line that was started with this key."""
    return replace(world.house, settings=settings_of_the_stage({"SECRET_KEY": key, **others}))


@pytest.mark.parametrize(("before", "after"), [(OLD, f"{OLD},{NEW}"), (f"{OLD},{NEW}", f"{NEW},{OLD}")])
def test_a_step_of_the_rotation_throws_nobody_out_on_either_side(world: World, before: str, after: str) -> None:
    """Each step is made on one host after the other, so that both sides serve the same people for a while."""
    for one, other in ((host(world, before), host(world, after)), (host(world, after), host(world, before))):
        token = begin_session(one, "anna")
        assert sessions.find(other, token, world.now) is not None
        link = screens.make(one, "the hall", "en", AgentId("chloe"), world.now)
        assert screens.find(other, link.rpartition("/")[2], world.now) is not None
        with one.ledger.write() as ledger:
            welcome = inviting.invite(one.settings, ledger, ANNA, one.new_token(), world.now)
        assert inviting.look(other, welcome.rpartition("/")[2], world.now) is not None
        pins.choose(one, ANNA, "4711", "chloe", world.now)
        with other.ledger.read() as ledger:
            anna = agents.get(ledger, ANNA)
        assert anna is not None
        assert not pins.is_owed(other, anna, "4711")
        assert pins.is_owed(other, anna, "4712")


def test_a_second_factor_of_before_is_good_until_its_key_is_taken_out(world: World) -> None:
    old, both, new = host(world, OLD), host(world, f"{NEW},{OLD}"), host(world, NEW)
    second_factor.begin(old, AgentId("chloe"))
    token = begin_session(old, "chloe", halfway=True)
    signed_in = sessions.find(old, token, world.now)
    assert signed_in is not None
    secret = second_factor.pending_secret(old, signed_in)
    assert secret is not None
    _, spare = second_factor.confirm(old, signed_in, pyotp.TOTP(secret).at(world.now), world.now)

    def shows(house: Runtime, code: str) -> object:
        signed_in = sessions.find(house, begin_session(house, "chloe", halfway=True), world.now)
        assert signed_in is not None
        return second_factor.show(house, signed_in, code, world.now)

    world.passes("2m")
    assert isinstance(shows(both, pyotp.TOTP(secret).at(world.now)), str)
    assert isinstance(shows(both, spare[0]), str)
    world.passes("2m")
    with pytest.raises(second_factor.WrongCode):
        shows(new, pyotp.TOTP(secret).at(world.now))


def test_a_key_that_is_taken_out_ends_what_was_under_it(world: World) -> None:
    token = begin_session(host(world, OLD), "anna")
    assert sessions.find(host(world, f"{NEW},{OLD}"), token, world.now) is not None
    assert sessions.find(host(world, NEW), token, world.now) is None


def test_what_is_new_is_under_the_first_key(world: World) -> None:
    assert digest(host(world, f"{NEW},{OLD}").settings, "form", "x") == digest(host(world, NEW).settings, "form", "x")


def test_both_tokens_of_the_api_open_it_and_no_other_and_no_pair_of_them(world: World) -> None:
    app = create_app(host(world, OLD, API_TOKEN="token-from-now-on,token-until-now"))

    def asks(token: str) -> int:
        return app.test_client().get("/api/agents", headers={"Authorization": f"Bearer {token}"}).status_code

    assert [asks(token) for token in ("token-from-now-on", "token-until-now")] == [200, 200]
    assert [asks(token) for token in ("", ",", "token-from-now-on,token-until-now", "token-from")] == [401] * 4


def test_no_part_of_a_pair_is_printed(world: World) -> None:
    settings = host(world, f"{NEW},{OLD}", API_TOKEN="token-from-now-on,token-until-now").settings
    assert {NEW, OLD, "token-from-now-on", "token-until-now"} <= set(settings.secrets)
