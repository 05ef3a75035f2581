"""What a hand does to a phone on the page, each act checked against what the phone can do at that moment.

An act that comes too late (the other side has just hung up) is refused with a sentence, never with a crash.
"""

from collections.abc import Callable, Mapping

from carrier.page.handset import Body, Handset
from carrier.page.numbers import as_dialled
from carrier.page.switchboard import Switchboard

KEYS = frozenset("0123456789*#")
LONGEST_TEXT = 1600  # as for a message by REST
WITHHELD = "anonymous"  # what Twilio tells of a caller who withholds the number

Act = Callable[[Switchboard, Handset, Body], None]


class Refused(Exception):
    """`detail` is for the person at the page."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def perform(switchboard: Switchboard, id: str, name: str, given: Body) -> None:
    """Do the act of this name at this phone; raises Refused. Check and act under one lock."""
    act = ACTS.get(name)
    with switchboard.exchange.lock:
        handset = switchboard.handsets.get(id)
        if act is None or handset is None:
            raise Refused(404, "There is no such phone, or nothing like that can be done to it.")
        act(switchboard, handset, given)


def dial(switchboard: Switchboard, handset: Handset, given: Body) -> None:
    """Call the support number."""
    _require(not handset.phone.is_in_call, "This phone is in a call.")
    handset.phone.dials(switchboard.line, shows=WITHHELD if handset.is_withheld else None)


def answer(switchboard: Switchboard, handset: Handset, given: Body) -> None:
    _require(handset.phone.is_ringing, "It no longer rings.")
    handset.phone.answers()


def decline(switchboard: Switchboard, handset: Handset, given: Body) -> None:
    _require(handset.phone.is_ringing, "It no longer rings.")
    handset.phone.declines()


def press(switchboard: Switchboard, handset: Handset, given: Body) -> None:
    key = _text(given, "key", longest=1)
    if key not in KEYS:
        raise Refused(422, "Phones have the keys 0 to 9, * and #.")
    _require_talk(handset)
    handset.phone.presses(key)


def say(switchboard: Switchboard, handset: Handset, given: Body) -> None:
    words = _text(given, "words")
    _require_talk(handset)
    handset.phone.says(words)


def hang_up(switchboard: Switchboard, handset: Handset, given: Body) -> None:
    _require(handset.phone.is_in_call, "The call is over already.")
    handset.phone.hangs_up()


def text(switchboard: Switchboard, handset: Handset, given: Body) -> None:
    """To whoever sent the last message, if that is a number of the line, else to the support number."""
    body = _text(given, "text")
    _require(handset.number is not None, "This phone has no number to send a message from.")
    senders = [each.from_ for each in handset.texts if each.from_ in switchboard.exchange.numbers]
    handset.phone.sends_text(body, senders[-1] if senders else switchboard.line)


def withhold(switchboard: Switchboard, handset: Handset, given: Body) -> None:
    handset.is_withheld = given.get("is_withheld") is True
    switchboard.touch(handset)


def renumber(switchboard: Switchboard, handset: Handset, given: Body) -> None:
    """Another SIM card: the person and what was said stay, the number is new."""
    _require(not handset.is_agent, "An agent's number is the line file's to say.")
    _require(not handset.phone.is_in_call, "Hang up first.")
    number = as_dialled(_text(given, "number", longest=40), near=switchboard.line)
    if number is None:
        raise Refused(422, "That is no phone number. Write it like +31 6 12345678.")
    if number == handset.phone.address:
        return
    if number in switchboard.exchange.numbers or switchboard.has_phone_at(number):
        raise Refused(409, "Another phone has that number.")
    handset.phone = switchboard.phones.caller(number, handset.phone.name)
    switchboard.touch(handset)


def remove(switchboard: Switchboard, handset: Handset, given: Body) -> None:
    _require(not handset.is_agent, "An agent's phone stays.")
    _require(not handset.phone.is_in_call, "Hang up first.")
    switchboard.remove(handset)


ACTS: Mapping[str, Act] = {
    "dial": dial,
    "answer": answer,
    "decline": decline,
    "press": press,
    "say": say,
    "hang-up": hang_up,
    "text": text,
    "withhold": withhold,
    "renumber": renumber,
    "remove": remove,
}


def _require(is_possible: bool, otherwise: str) -> None:
    if not is_possible:
        raise Refused(409, otherwise)


def _require_talk(handset: Handset) -> None:
    leg = handset.phone.leg
    _require(leg is not None and leg.is_answered, "Nobody is on the line.")


def _text(given: Body, name: str, longest: int = LONGEST_TEXT) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise Refused(422, f"{name} is to be 1 to {longest} characters.")
    return value.strip()
