"""Is it really this customer: a code sent by text from the desk, and what the caller reads out of it.

Reads the form, asks the use case, says what came of it. Deliberately shows no code: the caller has it.
"""

from collections.abc import Mapping
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from voice_app.customers import verifying
from voice_app.customers.verifying import Checking, Sending
from voice_app.pages.desk.show import Told, about_this, answer
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.words import N_, say

ACT: Final = "act-verify"

SENT: Final[Mapping[Sending, str]] = {
    "sent": N_("A code is on its way. Ask the caller to read it out to you."),
    "sent_already": N_("A code was sent a moment ago. Give it some seconds."),
    "no_talk": N_("Nobody is on the line with you any more."),
    "capped": N_("No more codes: too many were sent in this call, or to such numbers."),
    "no_sender": N_("This line sends no texts."),
    "no_number": N_("The caller shows no number."),
    "shared": N_("Many people share this number."),
    "we_called": N_("We rang this number ourselves."),
    "outside_policy": N_("We send no texts to such numbers."),
    "landline": N_("A landline gets no texts."),
    "verified": N_("It was confirmed in this call already."),
}
CHECKED: Final[Mapping[Checking, str]] = {
    "confirmed": N_("Right: the caller has this phone in hand."),
    "wrong": N_("That is not the code. Ask once more."),
    "spent": N_("That was wrong too often. Send a new code."),
    "no_code": N_("There is no code any more that would count. Send a new one."),
    "no_talk": N_("Nobody is on the line with you any more."),
}


def send(visit: Visit) -> ResponseReturnValue:
    reservation = about_this()
    sent = verifying.send_code(visit.house, visit.me, reservation, visit.now)
    is_good = sent in ("sent", "sent_already", "verified")
    return answer(visit, Told(ACT, say(SENT[sent]), "good" if is_good else "bad", about=reservation))


def check(visit: Visit) -> ResponseReturnValue:
    reservation, said = about_this(), request.form.get("code", "")
    checked = verifying.check_code(visit.house, visit.me, reservation, said, visit.now)
    is_good = checked == "confirmed"
    return answer(visit, Told(ACT, say(CHECKED[checked]), "good" if is_good else "bad", about=reservation))


PAGES = (
    Page("POST", "/desk/verify/send", send, Who.AGENT),
    Page("POST", "/desk/verify/check", check, Who.AGENT),
)
