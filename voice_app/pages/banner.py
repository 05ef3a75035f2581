"""What stands above every page of whoever has signed in: what of ours stands still, and what alarms stand.

It comes with the page, and is asked for again every few seconds (`banner.js`), which is no sign that anybody is there.
Deliberately raises nothing, and links a supervisor alone to where something can be done.
"""

from datetime import datetime
from typing import Final

from flask import Flask, current_app, g, render_template
from flask.typing import ResponseReturnValue

from voice_app import vitals
from voice_app.ledger.vitals import Raised
from voice_app.pages.alarms.wording import RULES
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.words import N_, say
from voice_app.runtime import Runtime
from voice_app.vitals import Vitals, What
from voice_app.watchdog import Watchdog

STANDS_STILL: Final[dict[What, str]] = {
    "both_gone": N_("Neither our records nor the queue can be reached."),
    "ledger_gone": N_("Our records cannot be reached."),
    "ledger_full": N_("The disk is full: nothing can be written down."),
    "board_gone": N_("We cannot see who waits and who is free."),
    "board_gone_by_list": N_("We cannot see who waits and who is free."),
    "ticker_silent": N_("Nobody watches over our promises."),
    "carrier_account": N_("The phone company refuses our account."),
    "carrier_silent": N_("The phone company does not answer us."),
    "worker_silent": N_("Nobody is called back at the moment."),
}
FOR_AGENTS: Final[dict[What, str]] = {
    "both_gone": N_("No caller can be put through to you, and no callback is promised; talks go on."),
    "ledger_gone": N_(
        "Calls are put through to you all the same; what you write is kept on this page until it can be saved."
    ),
    "ledger_full": N_(
        "Calls are put through to you all the same; nobody is called back, and what you write is not saved."
    ),
    "board_gone": N_("No caller can be put through to you until it is back; each is offered a callback."),
    "board_gone_by_list": N_(
        "Callers ring you one after another, by the line’s list. If nobody takes a call, a callback is promised."
    ),
    "ticker_silent": N_(
        "Calls reach you as they come in, but nobody is called back, and a pause or wrap-up ends only when you end it."
    ),
    "carrier_account": N_("You can call nobody, and perhaps nobody reaches you."),
    "carrier_silent": N_(
        "Callers still come in, and whoever waits is put through to you; nobody is called back until it answers."
    ),
    "worker_silent": N_("Calls reach you, some of them late; callbacks wait."),
}
OF_THE_STORES: Final = frozenset({"both_gone", "ledger_gone", "ledger_full", "board_gone", "board_gone_by_list"})
FOR_SUPERVISORS: Final[dict[What, str]] = {
    "both_gone": N_("Callers are given the fallback number, or asked to call again; nothing is promised."),
    "ledger_gone": N_(
        "Callers still reach agents. No promise can be written down, so none is made; who asks for one keeps the place."
    ),
    "ledger_full": N_(
        "Callers still reach agents; nothing is promised, and nobody is called back. "
        "Tell whoever runs this service to make room; everything goes on by itself then."
    ),
    "board_gone": N_(
        "Whoever calls is offered a callback. Tell whoever runs this service: Redis does not answer, or takes "
        "nothing more. The queue grows back by itself afterwards."
    ),
    "board_gone_by_list": N_(
        "Callers ring the agents of the line’s list who are ready; if nobody accepts, a callback is promised. "
        "Tell whoever runs this service: Redis does not answer, or takes nothing more. "
        "The queue grows back by itself afterwards."
    ),
    "ticker_silent": N_(
        "Nobody is called back. Tell whoever runs this service: the ticker stands still. "
        "Does it run, and is there room on the disk?"
    ),
    "carrier_account": N_("Nobody can be called. Look into the account: unpaid, suspended, or with new credentials?"),
    "carrier_silent": N_(
        "Callers still come in, and whoever waits is put through; callbacks go on by themselves once it answers."
    ),
    "worker_silent": N_(
        "No text is sent, either. Tell whoever runs this service: no worker does its work. "
        "Does one run, and is there room on the disk?"
    ),
}


def teach(app: Flask, watchdog: Watchdog) -> None:
    """Let the templates ask how we are. `watchdog`: it knows since when this process has been looking."""
    app.extensions["watchdog"] = watchdog
    app.jinja_env.globals["vitals_of"] = vitals_of
    app.jinja_env.globals |= {"stands_still": _stands_still, "means": _means, "worst_said": _worst_said}


def vitals_of(visit: Visit) -> Vitals:
    """As they are now; once for each page."""
    if "vitals" not in g:
        watchdog = current_app.extensions["watchdog"]
        assert isinstance(watchdog, Watchdog)  # noqa: S101 - for mypy: nobody else uses this name
        g.vitals = vitals.look(visit.house, watchdog.since, visit.now)
    found: Vitals = g.vitals
    return found


def show(_: Visit) -> ResponseReturnValue:
    return render_template("_banner.html")


def stores_told(house: Runtime, since: datetime, now: datetime) -> str:
    """What of our stores is gone, and what it means, in a breath, for a page that shows no banner. `since`: as
    `vitals.look` takes it."""
    gone = (one.what for one in vitals.look(house, since, now).troubles if one.what in OF_THE_STORES)
    return " ".join(f"{say(STANDS_STILL[what])} {say(FOR_AGENTS[what])}" for what in gone)


def _stands_still(what: What) -> str:
    return say(STANDS_STILL[what])


def _means(what: What, visit: Visit) -> str:
    return say((FOR_SUPERVISORS if visit.who >= Who.SUPERVISOR else FOR_AGENTS)[what])


def _worst_said(worst: Raised) -> str:
    known = RULES.get(worst.rule)
    return say(known.name) if known else worst.rule


PAGES = (Page("GET", "/banner", show, Who.AGENT, is_life=False),)
