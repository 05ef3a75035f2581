"""The phones page: every phone of an exchange in a browser, to be dialled, answered and listened to by hand.

`add_page` is all that the carrier needs to know of it. It decides nothing about calls: the exchange does.
"""

from collections.abc import Sequence

from flask import Flask

from carrier.page.guard import guard
from carrier.page.roster import Agent, read_agent
from carrier.page.switchboard import Switchboard
from carrier.page.views import make_page
from carrier.page.wire import watch_rest
from carrier.phones import Phones

__all__ = ["Agent", "add_page", "read_agent"]


def add_page(app: Flask, phones: Phones, agents: Sequence[Agent] = ()) -> Switchboard:
    """Put the page at `/` of the carrier's app, with a phone for each agent and two for callers.

    To be called once, after `Phones` was made for the exchange and its own number was added.
    """
    switchboard = Switchboard(phones, agents)
    app.register_blueprint(guard(make_page(switchboard), phones.exchange))
    watch_rest(app, switchboard.wire)
    return switchboard
