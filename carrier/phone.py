"""One phone and the person at it, for tests and for the page: dials, listens, presses, speaks, hangs up.

Acts work with either clock and from any thread. What waits (`hears`, `rings`, `is_talking_to`, `waits` …)
pushes a virtual clock, so it is for tests. All return the phone, so that a journey reads as a transcript:

    caller.dials(line).hears("for a bill, press 1").presses("1").is_talking_to(anna)

An act (dialling, a key, a word) turns attention: `hears` listens to what is said from then on, and after
what was heard last. What a phone does when nobody touches it is its behaviour (see `behaviours`).
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Self

from carrier import behaviours
from carrier.behaviours import Behaviour
from carrier.calls import Call
from carrier.clock import VirtualClock
from carrier.events import CallEvent, Cut, RingbackStopped, StatusChanged
from carrier.exchange import Exchange
from carrier.texts import Message
from carrier.transcribe import heard_from, overheard
from carrier.transcript import RINGING, SOUND_OF_LINE, Heard, Line, Transcript, contains
from carrier.units import Span, reading_time, span

BETWEEN_KEYS = timedelta(seconds=0.4)
PATIENCE = "90s"


class Phone:
    """A phone at an address: `+31…`, `sip:…` or `client:…`."""

    def __init__(self, exchange: Exchange, address: str, name: str, behaviour: Behaviour) -> None:
        self.address = address
        self.name = name
        self.behaviour = behaviour
        self.legs: list[Call] = []
        self.texts: list[Message] = []
        self.transcript = Transcript()
        self.is_dialling = False
        self._exchange = exchange
        self._attentive_since = exchange.now()

    # What a person does.

    def dials(self, number: str, *, shows: str | None = None, forwarded_from: str = "") -> Self:
        """Call a number of the carrier, showing another caller id if wished, such as "anonymous"."""
        with self._exchange.lock:
            self._act("dials", number)
            self.is_dialling = True
            self._exchange.lines.dial_in(shows or self.address, number, forwarded_from)
            self.is_dialling = False
        return self

    def answers(self) -> Self:
        self._act("answers", "")
        self._exchange.lines.answer(self._ringing_leg().sid)
        return self

    def declines(self) -> Self:
        self._act("declines", "")
        self._exchange.lines.decline(self._ringing_leg().sid, "busy", behaviours.SIP_DECLINE)
        return self

    def presses(self, keys: str) -> Self:
        """Press keys one after the other, as fast as people do; on the real clock, one key at a time."""
        for position, key in enumerate(keys):
            if position:
                self._clock.advance(BETWEEN_KEYS)
            self._act("presses", key)
            self._exchange.lines.press(self._leg().sid, key)
        return self

    def says(self, words: str) -> Self:
        self._act("says", words)
        self._exchange.lines.speak(self._leg().sid, words)
        return self

    def speaks(self, words: str, for_: Span | None = None) -> Self:
        """Say something to its end, which takes `for_`, or as long as the words take."""
        lasts = reading_time(words) if for_ is None else span(for_)
        self._act("says", words)
        self._exchange.lines.speak(self._leg().sid, words, lasts)
        self._clock.advance(lasts)
        return self

    def hangs_up(self) -> Self:
        self._act("hangs up", "")
        self._exchange.lines.hang_up(self._leg().sid)
        return self

    def sends_text(self, body: str, to: str) -> Self:
        self._act("texts", body)
        self._exchange.texts.receive(self.address, to, body)
        return self

    # What a person lives through.

    def waits(self, time: Span) -> Self:
        self._clock.advance(span(time))
        return self

    def hears(self, fragment: str, within: Span = PATIENCE) -> Self:
        """Listen until `fragment` has been said to its end."""
        clock, deadline = self._clock, self._exchange.now() + span(within)
        while True:
            clock.run_until(lambda: self._find(fragment) is not None, deadline - clock.now())
            heard = self._find(fragment)
            if heard is None or heard.ends_at > deadline:
                raise self._failure(f"did not hear {fragment!r} within {within}")
            clock.advance_to(heard.ends_at)
            if self._find(fragment) == heard:  # else the voice was cut before it came to that
                self._attentive_since = heard.ends_at
                return self

    def never_heard(self, fragment: str) -> Self:
        """In no call up to now was `fragment` said."""
        lines = self.transcript.lines
        heard = self.transcript.find(fragment, lines[0].at) if lines else None
        if heard and heard.ends_at <= self._exchange.now():
            raise self._failure(f"has heard {fragment!r}")
        return self

    def hears_music(self, within: Span = PATIENCE) -> Self:
        return self._until(lambda: self._is_sounding("music"), within, "heard no music")

    def hears_beep(self, within: Span = PATIENCE) -> Self:
        """To its end: what is said from now on is recorded."""

        def has_beeped() -> bool:
            beeps = (line for line in self.transcript.lines if line.kind == "beep")
            return any(self._attentive_since <= line.at and line.ends_at <= self._exchange.now() for line in beeps)

        return self._until(has_beeped, within, "heard no beep")

    def hears_ringing(self, within: Span = PATIENCE) -> Self:
        return self._until(lambda: self._is_sounding("ringing"), within, "heard no ringing")

    def rings(self, within: Span = PATIENCE) -> Self:
        return self._until(lambda: self.is_ringing, within, "did not ring")

    def stays_silent(self, for_: Span = PATIENCE) -> Self:
        """Does not ring."""
        if self._clock.run_until(lambda: self.is_ringing, span(for_)):
            raise self._failure("rang")
        return self

    def is_talking_to(self, other: "Phone", within: Span = PATIENCE) -> Self:
        return self._until(lambda: self.talks_to(other), within, f"did not get to talk to {other.name}")

    def listens_to(self, other: "Phone", within: Span = PATIENCE) -> Self:
        return self._until(lambda: self.overhears(other), within, f"did not get to overhear {other.name}")

    def was_hung_up(self, within: Span = PATIENCE) -> Self:
        """The last call is over, whoever ended it."""
        return self._until(lambda: bool(self.legs) and not self.is_in_call, within, "is still in a call")

    def received_text(self, fragment: str, within: Span = PATIENCE) -> Self:
        def has_arrived() -> bool:
            return any(contains(text.body, fragment) for text in self.texts)

        return self._until(has_arrived, within, f"received no text with {fragment!r}")

    def received_no_text(self) -> Self:
        if self.texts:
            raise self._failure(f"received {self.texts[-1].body!r}")
        return self

    def sees_header(self, name: str, value: str | None = None) -> Self:
        """The device that rings or talks is shown this SIP header or client parameter."""
        if name not in self.details or (value is not None and self.details[name] != value):
            raise self._failure(f"is shown {dict(self.details)}, not {name}: {value}")
        return self

    # What the phone does when nobody touches it; each lasts until the next.

    def accepts(self, after: Span = "3s", key: str = "1") -> Self:
        """Answers, listens to the whisper, presses 1."""
        return self._behaves(behaviours.press_after_whisper(span(after), key))

    def refuses(self, after: Span = "3s", key: str = "2") -> Self:
        """Answers, listens to the whisper, presses another key."""
        return self.accepts(after, key)

    def answers_and_says_nothing(self, after: Span = "3s") -> Self:
        """Answers; from there it is by hand."""
        return self._behaves(behaviours.pick_up(span(after)))

    def hangs_up_in_whisper(self, after: Span = "3s") -> Self:
        return self._behaves(behaviours.hang_up_in_whisper(span(after)))

    def voicemail_answers(self, greeting: str = "Please leave a message.", after: Span = "8s") -> Self:
        return self._behaves(behaviours.voicemail(span(after), greeting))

    def lets_it_ring(self) -> Self:
        return self._behaves(behaviours.let_it_ring)

    def is_busy(self) -> Self:
        return self._behaves(behaviours.be_busy)

    def rejects(self, after: Span = "2s") -> Self:
        return self._behaves(behaviours.reject(span(after)))

    def is_unreachable(self) -> Self:
        return self._behaves(behaviours.be_unreachable)

    def is_a_landline(self) -> Self:
        """Cannot receive text messages."""
        self._exchange.texts.landlines.add(self.address)
        return self

    # What can be asked of it.

    @property
    def leg(self) -> Call | None:
        """The leg that this phone is on, or rings with."""
        return self.legs[-1] if self.is_in_call else None

    @property
    def is_in_call(self) -> bool:
        return bool(self.legs) and self.legs[-1].is_live

    @property
    def is_ringing(self) -> bool:
        leg = self.leg
        return leg is not None and leg.status == "ringing" and leg.direction != "inbound"

    @property
    def details(self) -> Mapping[str, str]:
        """SIP headers or client parameters of the current leg."""
        return self.leg.details if self.leg else {}

    def talks_to(self, other: "Phone") -> bool:
        return self.leg is not None and other.leg is not None and other.leg in self.leg.partners

    def overhears(self, other: "Phone") -> bool:
        return self.leg is not None and other.leg is not None and self.leg.overhears(other.leg)

    # Told by Phones.

    def follow(self, event: CallEvent) -> None:
        """Something happens on this phone's leg."""
        if isinstance(event, Cut):
            self.transcript.cut(event.at, SOUND_OF_LINE)
        elif isinstance(event, RingbackStopped):
            self.transcript.cut(event.at, RINGING)
        elif line := heard_from(event):
            self.transcript.add(line)

    def follow_other(self, other: "Phone", event: CallEvent) -> None:
        """Something happens at the far end of the conversation."""
        if line := overheard(event, other.name):
            self.transcript.add(line)

    # Ground.

    @property
    def _clock(self) -> VirtualClock:
        clock = self._exchange.clock
        if not isinstance(clock, VirtualClock):
            raise TypeError("only a virtual clock can be pushed")
        return clock

    def _act(self, kind: str, text: str) -> None:
        self._attentive_since = self._exchange.now()
        self.transcript.add(Line(self._attentive_since, kind, text))

    def _behaves(self, behaviour: Behaviour) -> Self:
        self.behaviour = behaviour
        if self.is_ringing:
            now = self._exchange.now()
            behaviour(self._exchange, self._leg(), StatusChanged(now, self._leg().sid, "ringing"))
        return self

    def _leg(self) -> Call:
        if self.leg is None:
            raise self._failure("is not in a call")
        return self.leg

    def _ringing_leg(self) -> Call:
        if not self.is_ringing:
            raise self._failure("does not ring")
        return self._leg()

    def _find(self, fragment: str) -> Heard | None:
        return self.transcript.find(fragment, self._attentive_since)

    def _is_sounding(self, kind: str) -> bool:
        now = self._exchange.now()
        return any(line.kind == kind and line.at <= now < line.ends_at for line in self.transcript.lines)

    def _until(self, predicate: Callable[[], bool], within: Span, failure: str) -> Self:
        if not self._clock.run_until(predicate, span(within)):
            raise self._failure(f"{failure} within {within}")
        return self

    def _failure(self, what: str) -> AssertionError:
        now = self._exchange.now()
        return AssertionError(f"{self.name} {what}; it is {now:%H:%M:%S}\n{self.transcript.show()}")
