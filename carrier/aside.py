"""What is played to one leg of a conference, while its <Dial> goes on: hold music, waiting music, an announcement.

Sources: `HoldUrl`, `AnnounceUrl` and `WaitUrl` of Twilio's Participant resource. A document that fails is complained
of, and the leg then hears nothing: nobody is hung up for the want of music.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from carrier.calls import Call
from carrier.clock import NO_TIME
from carrier.player import Player
from carrier.signals import End, Goto, Script
from carrier.twiml import NOT_VALID, TwimlError, Verb

if TYPE_CHECKING:
    from carrier.exchange import Exchange

MAY_STAND = frozenset({"Play", "Say", "Pause", "Redirect"})


class Aside(Player):
    """Over and over, until it is stopped; an announcement (`then`) once."""

    def __init__(
        self, exchange: "Exchange", call: Call, goto: Goto, then: Callable[[bool], None] | None = None
    ) -> None:
        super().__init__(exchange, call, at_end=self._through)
        self._goto = goto
        self._then = then
        self._is_stopped = self._has_failed = False
        self.start(goto)

    def stop(self) -> None:
        self._is_stopped = True
        super().stop()

    def _perform(self, verbs: list[Verb]) -> Script:
        for verb in verbs:
            if verb.name not in MAY_STAND:
                raise TwimlError(NOT_VALID, f"<{verb.name}> in line {verb.line}: not to somebody in a conference")
        return (yield from super()._perform(verbs))

    def _recover(self, failed_url: str, error: TwimlError) -> Script:
        yield from ()
        self._has_failed = True
        self.exchange.complain(error.code, error.detail, self.call.sid, failed_url)
        return End.OF_DOCUMENT

    def _through(self) -> None:
        if self._then is not None:
            self._then(not self._has_failed)
        elif not self._has_failed and not self._is_stopped:
            self.exchange.later(NO_TIME, self._again)

    def _again(self) -> None:
        if not self._is_stopped:
            self.start(self._goto)
