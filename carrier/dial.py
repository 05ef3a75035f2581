"""<Dial>: several phones ring, one answers, listens to a whisper, and is bridged.

Sources: Twilio's pages on <Dial>, <Number>, <Sip> and <Client>. Where those say nothing, see the README:
the action that is asked for after the caller has hung up, the statuses of the legs that lost.
"""

from collections.abc import Callable, Generator
from datetime import datetime, timedelta

from carrier.calls import RINGS_LONGER, Call
from carrier.conference import confer
from carrier.events import RingbackStarted, RingbackStopped
from carrier.nouns import Noun, caller_id, read_nouns
from carrier.player import Player
from carrier.signals import (
    Goto,
    Key,
    LegAnswered,
    LegEnded,
    Script,
    Signal,
    TimedOut,
    Wait,
    WhisperEnded,
)
from carrier.sounds import send_tones
from carrier.twiml import NOT_VALID, TwimlError, Verb

DIAL_INSIDE_DIAL = 13201


class Dialogue:
    """The legs of one <Dial> while it lasts, and what became of them."""

    def __init__(self, player: Player, verb: Verb) -> None:
        self.legs: list[Call] = []
        self.winner: Call | None = None
        self.was_bridged = False
        self.last_ended: Call | None = None
        self._player = player
        self.verb = verb
        self._is_ringing_back = False

    def ring(self, nouns: list[Noun], shown: str) -> None:
        """All phones ring together, and the caller hears it, in the way of the country that `ringTone` names."""
        exchange = self._player.exchange
        self._is_ringing_back = True
        exchange.emit(RingbackStarted(exchange.now(), self._player.call.sid, self.verb.get("ringTone")))
        self.legs = [exchange.lines.create_leg(self._player.call, noun, shown) for noun in nouns]
        for leg in self.legs:
            leg.dialogue = self
            exchange.lines.start(leg)

    def has(self, call: Call) -> bool:
        """The leg is live, and was not redirected to a document of its own."""
        return call.is_live and call.dialogue is self

    def stop_ringback(self) -> None:
        exchange = self._player.exchange
        if self._is_ringing_back:
            self._is_ringing_back = False
            exchange.emit(RingbackStopped(exchange.now(), self._player.call.sid))

    def leg_answered(self, call: Call) -> None:
        self._player.post(LegAnswered(call))

    def leg_ended(self, call: Call) -> None:
        """The leg is over, or was redirected to a document of its own."""
        self.last_ended = call
        self._player.post(LegEnded(call))

    def whisper_ended(self, call: Call) -> None:
        """The whisper's document ended without <Hangup>: Twilio bridges, whatever was pressed."""
        self._player.post(WhisperEnded(call))

    def end_legs(self, status: str, but: Call | None = None) -> None:
        for call in self.legs:
            if call is not but and self.has(call):
                self._player.exchange.lines.end(call, "completed" if call.is_answered else status)

    def abandon(self) -> None:
        """The parent was redirected: dialled legs end, nobody is told."""
        self._player.unfinished = None
        self.stop_ringback()
        self.end_legs("canceled")

    def end_with_leg(self) -> None:
        """The caller has hung up: the action is still asked for, its answer ignored (practitioners' reports)."""
        self.abandon()
        if self.verb.get("action"):
            self._player.exchange.hooks.notify(self._player.question("action", self.action()))

    def action(self) -> Goto:
        verb = self.verb
        return Goto(self._player.resolve(verb.get("action")), verb.get("method", "POST"), self._results())

    def _results(self) -> dict[str, str]:
        call = self.winner or self.last_ended
        if call is None:
            return {"DialCallStatus": "failed", "DialBridged": "false"}
        # A leg that was redirected away lives on; for this <Dial> it is over.
        status = "completed" if call.answered_at else call.status
        results = {
            "DialCallStatus": status,
            "DialCallSid": call.sid,
            "DialBridged": "true" if self.was_bridged else "false",
        }
        if call.answered_at:
            until = call.ended_at or self._player.exchange.now()
            results["DialCallDuration"] = str(round((until - call.answered_at).total_seconds()))
        return results


def dial(player: Player, verb: Verb, is_first: bool) -> Script:
    if player.is_whisper:
        raise TwimlError(DIAL_INSIDE_DIAL, f"<Dial> in line {verb.line}: not inside a <Dial>")
    rooms = [noun for noun in verb.children if noun.name == "Conference"]
    if rooms:
        if len(verb.children) > 1:
            raise TwimlError(NOT_VALID, f"<Dial> in line {verb.line}: a conference beside other nouns")
        return (yield from confer(player, verb, rooms[0]))
    nouns = read_nouns(player, verb)
    # answerOnBridge has no effect on a call that has been answered already.
    answers_late = is_first and not player.call.is_answered and verb.is_on("answerOnBridge")
    if not answers_late:
        player.exchange.lines.pick_up(player.call)
    dialogue = player.unfinished = Dialogue(player, verb)
    shown = caller_id(player, verb, nouns)
    if shown is not None:
        dialogue.ring(nouns, shown)
        winner = yield from _ring(dialogue, player.exchange.now, _patience(verb))
        if winner is None or not answers_late:
            dialogue.stop_ringback()
        if winner is not None:
            yield from _receive(player, dialogue, nouns[dialogue.legs.index(winner)], winner)
    player.unfinished = None
    return dialogue.action() if verb.get("action") else None


def _patience(verb: Verb) -> timedelta:
    return timedelta(seconds=int(verb.get("timeout", "30"))) + RINGS_LONGER


def _ring(dialogue: Dialogue, now: Callable[[], datetime], patience: timedelta) -> Generator[Wait, Signal, Call | None]:
    """The first leg that answers wins, before any whisper, and the others end; None when nobody did."""
    until = now() + patience
    while any(leg.is_live for leg in dialogue.legs):
        signal = yield Wait(until - now(), (LegAnswered, LegEnded))
        if isinstance(signal, LegAnswered) and signal.call.is_live:
            dialogue.winner = signal.call
            dialogue.end_legs("canceled", but=signal.call)
            return signal.call
        if isinstance(signal, TimedOut):
            dialogue.end_legs("no-answer")
    return None


def _receive(player: Player, dialogue: Dialogue, noun: Noun, winner: Call) -> Generator[Wait, Signal, None]:
    """Tones, whisper, conversation: as far as the leg that answered stays."""
    if noun.send_digits:
        yield from send_tones(player, winner.sid, noun.send_digits, (LegEnded,))
    is_there = dialogue.has(winner)
    if noun.url and is_there:
        is_there = yield from _whisper(player, dialogue, noun, winner)
    dialogue.stop_ringback()
    if is_there:
        yield from _talk(player, dialogue, winner)


def _whisper(player: Player, dialogue: Dialogue, noun: Noun, winner: Call) -> Generator[Wait, Signal, bool]:
    """Run the noun's `url` on the answered leg; says whether the leg is there to be bridged."""
    winner.player = Player(player.exchange, winner, at_end=lambda: dialogue.whisper_ended(winner))
    winner.player.start(Goto(noun.url, noun.method))
    while True:
        signal = yield Wait(None, (WhisperEnded, LegEnded))
        if isinstance(signal, WhisperEnded | LegEnded) and signal.call is winner:
            return isinstance(signal, WhisperEnded)


def _talk(player: Player, dialogue: Dialogue, winner: Call) -> Generator[Wait, Signal, None]:
    """The parties are bridged until one leaves, the time is up, or the caller presses * (hangupOnStar)."""
    exchange, verb = player.exchange, dialogue.verb
    exchange.lines.pick_up(player.call)
    dialogue.was_bridged = True
    exchange.lines.bridge(player.call, winner)
    until = exchange.now() + timedelta(seconds=int(verb.get("timeLimit", "14400")))
    signals = (LegEnded, Key) if verb.is_on("hangupOnStar") else (LegEnded,)
    while dialogue.has(winner):
        signal = yield Wait(until - exchange.now(), signals)
        if isinstance(signal, TimedOut) or (isinstance(signal, Key) and signal.key == "*"):
            exchange.lines.end(winner, "completed")
