"""People in a hurry: they, the voices they listen to and the phones that ring are twenty times as quick as anybody.

The service is not: it lives by the real clock, on which a call would otherwise take half a minute.
"""

from collections.abc import Callable
from datetime import timedelta

from carrier.clock import Action, Scheduled, WallClock
from carrier.phone import Phone
from tests.recovery.line import LINE
from voice_app.runtime import pause

TIMES = 20
A_MOMENT = timedelta(milliseconds=20)
PATIENCE = timedelta(seconds=30)
"""Far more than anything here takes: the machines that build are slow at times."""


class Hurried(WallClock):
    """The real time; only what is to come comes sooner."""

    def call_later(self, delay: timedelta, action: Action) -> Scheduled:
        return super().call_later(delay / TIMES, action)


def eventually(happens: Callable[[], object], what: str, within: timedelta = PATIENCE) -> None:
    """Wait until it is so."""
    for _ in range(within // A_MOMENT):
        if happens():
            return
        pause(A_MOMENT)
    raise AssertionError(f"{what}: not within {within}")


def hears(phone: Phone, fragment: str) -> Phone:
    """Somebody begins to say this, in the phone's last call."""

    def is_said() -> bool:
        since = phone.legs[-1].created_at
        return any(fragment in line.text for line in list(phone.transcript.lines) if line.at >= since)

    try:
        eventually(is_said, f"{phone.name} hears {fragment!r}")
    except AssertionError as error:
        raise AssertionError(f"{error}\n{phone.transcript.show()}") from None
    return phone


def asks_for_a_callback(phone: Phone) -> Phone:
    """Nobody is signed on: the menu, `1`; the offer, `1`; the phone down as soon as it is agreed."""
    hears(offered(phone).presses("1"), "Afgesproken").hangs_up()
    return phone


def offered(phone: Phone) -> Phone:
    """In a call, up to the offer of a callback."""
    hears(phone.dials(LINE), "toets 1").presses("1")
    return hears(phone, "dan bellen we u terug")


def is_promised_a_callback(phone: Phone) -> Phone:
    """As above, where something may be broken: then the callback is promised without being asked for."""
    hears(phone.dials(LINE), "toets 1").presses("1")
    hears(phone, "u terug")
    if not phone.transcript.lines[-1].text.startswith("Er gaat bij ons iets mis"):
        hears(phone.presses("1"), "Afgesproken").hangs_up()
    eventually(lambda: not phone.is_in_call, f"{phone.name} is hung up")
    return phone


def rings(phone: Phone) -> Phone:
    eventually(lambda: phone.is_ringing, f"{phone.name} rings")
    return phone


def is_called_back(agent: Phone, caller: Phone) -> None:
    """The agent takes it, the customer answers, they talk, and the agent says so."""
    hears(rings(agent).answers(), "Terugbellen").presses("1")
    rings(caller).answers()
    is_talked_to(agent, caller)


def is_talked_to(agent: Phone, caller: Phone) -> None:
    eventually(lambda: agent.talks_to(caller), f"{agent.name} talks to {caller.name}")
    caller.hangs_up()
    hears(agent, "Gesproken, toets 1").presses("1")
    eventually(lambda: not agent.is_in_call, f"{agent.name} is hung up")
