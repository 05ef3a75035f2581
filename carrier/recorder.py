"""<Record>: a beep, then the person's words, until a pause, a key, the longest time, or the hang-up.

What becomes of a recording afterwards is said in `recordings`. Source: Twilio's page on <Record>; where it says
nothing, see the README. Transcription is refused by the grammar.
"""

from datetime import datetime, timedelta

from carrier.calls import Subscription
from carrier.clock import NO_TIME
from carrier.events import Beeped
from carrier.player import Player
from carrier.signals import Goto, Key, Script, Speech, TimedOut, Wait
from carrier.twiml import Verb

BEEP = timedelta(seconds=1)
ANY_KEY = "1234567890*#"
HANGUP = "hangup"  # stands where the key would, when the person has hung up


class Take:
    """One recording while it lasts, and when something was heard on it."""

    def __init__(self, player: Player, verb: Verb) -> None:
        self.verb = verb
        self._player = player
        self._recordings = player.exchange.recordings
        self._recording = self._recordings.begin(player.call, _subscription(player, verb))
        self._first_heard_at: datetime | None = None
        self._heard_until = self._now()

    def hear(self, speech: Speech) -> None:
        """Words sound from now on, for as long as they take."""
        self._first_heard_at = self._first_heard_at or self._now()
        self._heard_until = max(self._heard_until, self._now() + speech.lasts)

    def ends_at(self) -> datetime:
        """When it ends if nothing more is heard."""
        silence = timedelta(seconds=int(self.verb.get("timeout", "5")))
        longest = timedelta(seconds=int(self.verb.get("maxLength", "3600")))
        return min(self._heard_until + silence, self._recording.began_at + longest)

    def end(self) -> None:
        self._player.unfinished = None
        self._recordings.end(self._recording, self._duration())

    @property
    def is_empty(self) -> bool:
        return self._first_heard_at is None

    def abandon(self) -> None:
        """The leg was redirected: what was recorded stays, the action is not asked for."""
        self.end()

    def end_with_leg(self) -> None:
        """The person has hung up, which ends a message as well as any key; the action's answer is ignored."""
        self.end()
        if not self.is_empty:
            self._player.exchange.hooks.notify(self._player.question("action", self.action(HANGUP)))

    def action(self, digits: str) -> Goto:
        """Without an action of its own, back to the document in which the verb stands."""
        results = {
            "RecordingUrl": self._recording.url,
            "RecordingSid": self._recording.sid,
            "RecordingDuration": str(self._recording.seconds),
        }
        if digits:
            results["Digits"] = digits
        action = self.verb.get("action") or self._player.url
        return Goto(self._player.resolve(action), self.verb.get("method", "POST"), results)

    def _duration(self) -> timedelta:
        """trim-silence, the default, leaves out the silence before and after."""
        if self._first_heard_at is None:
            return NO_TIME
        if self.verb.get("trim") == "do-not-trim":
            return self._now() - self._recording.began_at
        return min(self._heard_until, self._now()) - self._first_heard_at

    def _now(self) -> datetime:
        return self._player.exchange.now()


def record(player: Player, verb: Verb, is_first: bool) -> Script:
    """Of an empty recording nobody is told by `action`: on to the next verb."""
    exchange = player.exchange
    exchange.lines.pick_up(player.call)
    if verb.is_on("playBeep", default=True):
        exchange.emit(Beeped(exchange.now(), player.call.sid, BEEP))
        yield Wait(BEEP)
    take = player.unfinished = Take(player, verb)
    ends_on, ended_by = verb.get("finishOnKey", ANY_KEY), ""
    while not ended_by:
        signal = yield Wait(max(take.ends_at() - exchange.now(), NO_TIME), (Key, Speech))
        if isinstance(signal, Speech):
            take.hear(signal)
        elif isinstance(signal, Key) and signal.key in ends_on:
            ended_by = signal.key
        elif isinstance(signal, TimedOut):
            break
    take.end()
    return None if take.is_empty else take.action(ended_by)


def _subscription(player: Player, verb: Verb) -> Subscription | None:
    url = verb.get("recordingStatusCallback")
    if not url:
        return None
    events = frozenset(verb.get("recordingStatusCallbackEvent", "completed").split())
    return Subscription(player.resolve(url), verb.get("recordingStatusCallbackMethod", "POST"), events)
