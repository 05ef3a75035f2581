"""Sending a call on from the desk: at once, or after a word with the colleague; and deciding how that word ends.

The same use cases as the API's (`sending_on`, `asking`). Deliberately moves nobody.
"""

from collections.abc import Callable
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from routing.skills import AgentId
from voice_app.ledger import TransferId, transfers
from voice_app.ledger.ids import TransferMode
from voice_app.ledger.transfers import Transfer
from voice_app.pages.desk.show import Told, about_this, answer
from voice_app.pages.desk.wording import HINDRANCES
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.words import N_, say
from voice_app.readable import readable
from voice_app.runtime import Runtime
from voice_app.under_way import asking, sending_on
from voice_app.under_way.sending_on import Asked, Destination, Hindrance

LONGEST_NOTE: Final = 500
"""Characters: the next agent reads it while the phone rings."""
SEND, CONSULT = "act-send", "act-consult"

DECISIONS: Final[dict[str, Callable[[Runtime, TransferId], bool]]] = {
    "complete": asking.complete,
    "cancel": asking.cancel,
}


def send(visit: Visit) -> ResponseReturnValue:
    mode, to = _wanted(visit)
    reservation = about_this()
    note = readable(request.form.get("note", ""))[:LONGEST_NOTE] or None
    talking = sending_on.talk_of(visit.house, visit.me)
    if talking is None or talking.talk != reservation:
        return answer(visit, Told(SEND, _refused("no_talk"), about=reservation))
    ask = asking.ask if mode == "consult" else sending_on.ask
    found = ask(visit.house, Asked(visit.me, to, note, mode), visit.now)
    if isinstance(found, Transfer):
        return answer(visit)
    return answer(visit, Told(SEND, _refused(found), about=reservation))


def _wanted(visit: Visit) -> tuple[TransferMode, Destination]:
    """By which of the buttons the form was sent: "need:billing", "agent:bram"."""
    mode: TransferMode = "consult" if "consult" in request.form else "cold"
    kind, _, name = request.form.get(mode, "").partition(":")
    if kind == "agent" and AgentId(name) in visit.house.roster:
        return mode, Destination(agent=AgentId(name))
    if kind == "need" and any(entry.need == name for entry in visit.house.line.menu):
        return mode, Destination(need=name)
    raise BadRequest("no such destination")


def _refused(hindrance: Hindrance) -> str:
    return say(HINDRANCES[hindrance])


def decide(visit: Visit) -> ResponseReturnValue:
    act = DECISIONS.get(request.form.get("do", ""))
    if act is None:
        raise BadRequest("nothing to be done")
    transfer = TransferId(request.form.get("transfer", ""))
    with visit.house.ledger.read() as ledger:
        found = transfers.get(ledger, transfer)
    if found is None or found.from_agent != visit.me or not found.is_consult:
        raise BadRequest("no such word with a colleague")
    if found.is_under_way and act(visit.house, transfer):
        return answer(visit)
    return answer(visit, Told(CONSULT, _too_late(found), about=about_this()))


def _too_late(transfer: Transfer) -> str:
    if transfer.is_under_way and transfer.joined_at is None:
        return say(N_("Your colleague is not on the line yet."))
    return say(N_("Too late: the caller has gone on, or is back already."))


PAGES = (
    Page("POST", "/desk/send", send, Who.AGENT),
    Page("POST", "/desk/consult", decide, Who.AGENT),
)
