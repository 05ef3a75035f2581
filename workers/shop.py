"""What a worker process stands on: the runtime, and the carrier's REST API beside it.

Opened at the first job of a process, never before a fork, and kept for the next ones, each of which is done under the
version of the line that is the newest then.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from routing.skills import CallSid
from voice_app.learning import Learning
from voice_app.line import Line
from voice_app.line.customers import Customers
from voice_app.runtime import Runtime, open_runtime, seconds
from voice_app.settings import Settings
from voice_app.start import read
from voice_app.telephony import Telephony, TwilioTelephony
from voice_app.why import Noted
from workers.asked import watched
from workers.unwritten import Unwritten
from workers.whose_phone import Directory, HttpDirectory


@dataclass(frozen=True, slots=True)
class Shop:
    """The house, the carrier as seen from it, and what is to be expected of callers. `unowned`: the legs of which this
    process has seen that nobody owns them, and since when; whoever starts anew looks twice anew. `missed`: since when
    it has missed which part of Redis; `unwritten`: what it tells of a ledger that is gone. `summed`: what some sums
    were when it last looked at them. `noted_of_…`: what it noted last of why calls and promises wait. `directory`: the
    firm's own program, asked whose phone it is; None: nobody is asked. `open_carrier`: by settings, the line's number
    and the sender of its texts, for a line that has other ones."""

    house: Runtime
    carrier: Telephony
    learning: Learning = field(default_factory=Learning)
    unowned: dict[CallSid, datetime] = field(default_factory=dict)
    missed: dict[str, datetime] = field(default_factory=dict)
    summed: dict[str, int] = field(default_factory=dict)
    unwritten: Unwritten = field(default_factory=Unwritten)
    noted_of_calls: Noted = field(default_factory=Noted)
    noted_of_promises: Noted = field(default_factory=Noted)
    directory: Directory | None = None
    open_carrier: Callable[[Settings, str, str | None], Telephony] = TwilioTelephony

    def current(self) -> "Shop":
        """The shop under the newest version of the line; this one where that is it."""
        house, before = self.house.current(), self.house.line
        if house is self.house:
            return self
        carrier, directory, line = self.carrier, self.directory, house.line
        if (line.number, line.text.sender) != (before.number, before.text.sender):
            carrier = watched(self.open_carrier(house.settings, line.number, line.text.sender), house)
        if line.customers != before.customers:
            directory = _directory(house.settings, line.customers)
        return replace(self, house=house, carrier=carrier, directory=directory)


def open_shop(settings: Settings, line: Line) -> Shop:
    """The shop that the environment describes."""
    house = open_runtime(settings, line)
    carrier = watched(TwilioTelephony(settings, house.line.number, house.line.text.sender), house)
    return Shop(house, carrier, directory=_directory(settings, house.line.customers))


def _directory(settings: Settings, customers: Customers) -> Directory | None:
    if customers.lookup_url is None:
        return None
    token = settings.customers_token.get_secret_value() if settings.customers_token else None
    return HttpDirectory(customers.lookup_url, token, customers.lookup_within, seconds)


def at_work() -> Shop:
    """The shop of this process, as it is now."""
    of_process = os.getpid()
    shop = _open.get(of_process)
    _open[of_process] = shop.current() if shop is not None else open_shop(*read(os.environ, "worker"))
    return _open[of_process]


_open: dict[int, Shop] = {}
"""By process: what was opened before a fork is not ours."""
