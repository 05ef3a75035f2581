"""A microphone that is off is seen on the phones page."""

from carrier.app import make_app
from carrier.page import Agent, add_page
from carrier.testing import Carrier
from tests.carrier.page.service import ANNA, make_service


def test_a_phone_that_is_muted_says_so_and_is_not_overheard() -> None:
    carrier = Carrier.for_app(make_service(), "http://service.example")
    switchboard = add_page(make_app(carrier.exchange), carrier.phones, [Agent("Anna", f"tel:{ANNA}")])
    anna = carrier.phones.agent(f"tel:{ANNA}").accepts()
    caller = carrier.phones.caller("+31611111111").dials(carrier.line).hears("toets één").presses("1")
    caller.is_talking_to(anna)
    sid = anna.legs[-1].sid
    carrier.exchange.lines.mute(sid, is_muted=True)
    anna.speaks("Quietly.")
    hers = next(each for each in switchboard.handsets.values() if each.is_agent)
    theirs = next(each for each in switchboard.handsets.values() if each.phone is caller)
    assert hers.body(None, None)["is_muted"]
    assert "Microphone off" in [line.text for line in hers.lines]
    assert "Quietly." not in [line.text for line in theirs.lines]
    carrier.exchange.lines.mute(sid, is_muted=False)
    assert not hers.body(None, None)["is_muted"]
