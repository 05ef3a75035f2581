"""What a worker process stands on: the runtime, and the carrier's REST API beside it.

Opened at the first job of a process, never before a fork, and kept for the next ones.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from routing.ghosts import Ghost
from routing.skills import CallSid
from voice_app.learning import Learning
from voice_app.line import Line
from voice_app.line.customers import Customers
from voice_app.runtime import Runtime, open_runtime, seconds
from voice_app.settings import Settings, Use
from voice_app.start import read
from voice_app.telephony import Telephony, TwilioTelephony
from voice_app.why import Noted
from workers.whose_phone import Directory, HttpDirectory


@dataclass(frozen=True, slots=True)
class Shop:
    """The house, the carrier as seen from it, and what is to be expected of callers. `unowned`: the legs of which this
    process has seen that nobody owns them, and since when; whoever starts anew looks twice anew. `laid`: how many
    ghosts had been laid a minute ago. `noted_of_…`: what it noted last of why calls and promises wait. `directory`: the
    firm's own program, asked whose phone it is; None: nobody is asked."""

    house: Runtime
    carrier: Telephony
    learning: Learning = field(default_factory=Learning)
    unowned: dict[CallSid, datetime] = field(default_factory=dict)
    laid: dict[Ghost, int] = field(default_factory=dict)
    noted_of_calls: Noted = field(default_factory=Noted)
    noted_of_promises: Noted = field(default_factory=Noted)
    directory: Directory | None = None


def open_shop(settings: Settings, line: Line) -> Shop:
    """The shop that the environment describes."""
    house = open_runtime(settings, line)
    carrier = TwilioTelephony(settings, house.line.number, house.line.text.sender)
    return Shop(house, carrier, directory=_directory(settings, house.line.customers))


def _directory(settings: Settings, customers: Customers) -> Directory | None:
    if customers.lookup_url is None:
        return None
    token = settings.customers_token.get_secret_value() if settings.customers_token else None
    return HttpDirectory(customers.lookup_url, token, customers.lookup_within, seconds)


def at_work() -> Shop:
    """The shop of this process."""
    return _shop_of(os.getpid())


@lru_cache(maxsize=1)
def _shop_of(_: int, use: Use = "worker") -> Shop:
    return open_shop(*read(os.environ, use))
