"""Legs from dialling to hanging up: their states, who is told, and which are bridged.

States and callbacks as on Twilio's Call resource. Plays nothing itself (see `player`), and decides
nothing about people: phones answer, decline and hang up from outside.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from carrier.calls import FINAL, RINGS_LONGER, Call, Subscription, Target
from carrier.clock import NO_TIME
from carrier.events import Bridged, KeyPressed, LegCreated, Muted, Parted, Spoke, StatusChanged
from carrier.hooks import INVALID_URL, Question
from carrier.player import Player
from carrier.signals import Goto, Key, Speech
from carrier.units import reading_time

if TYPE_CHECKING:
    from carrier.exchange import Exchange
    from carrier.nouns import Noun

ONE_CALL_EACH = timedelta(seconds=1)  # default rate of calls created by REST, per account
SETS_UP_IN = timedelta(seconds=1)  # from dialling to the first ring


class Lines:
    def __init__(self, exchange: "Exchange") -> None:
        self.calls: dict[str, Call] = {}
        self._exchange = exchange
        self._next_start_at = exchange.now()

    # What people do.

    def dial_in(self, from_: str, to: str, forwarded_from: str = "") -> Call:
        """Somebody calls a number of the account. Its first document is asked for while it rings."""
        exchange = self._exchange
        with exchange.lock:
            number = exchange.numbers.get(to)
            if number is None:
                raise ValueError(f"{to} is no number of this carrier")
            call = self._new(from_, to, "inbound")
            call.number_sid = number.sid
            call.forwarded_from = forwarded_from
            call.target = Target(
                number.voice_url, number.voice_method, number.voice_fallback_url, number.voice_fallback_method
            )
            if number.status_callback:
                call.subscription = Subscription(number.status_callback, number.status_callback_method)
            self._announce(call)
            call.started_at = exchange.now()
            self._change(call, "ringing")
            if number.voice_url:
                exchange.later(NO_TIME, lambda: self.begin(call))
            else:
                self.end(call, "failed")
                exchange.complain(INVALID_URL, f"{to} has no voice URL", call.sid)
            return call

    def answer(self, sid: str) -> None:
        """The person called takes the call; nothing happens if it no longer rings."""
        with self._exchange.lock:
            call = self.calls[sid]
            if call.status == "ringing" and call.direction != "inbound":
                self._connect(call)

    def decline(self, sid: str, status: str = "busy", sip_code: int | None = None) -> None:
        """The phone called is busy, refuses, or cannot be reached: `busy`, `no-answer`, `failed`."""
        with self._exchange.lock:
            call = self.calls[sid]
            if not call.is_answered and call.is_live:
                call.sip_code = sip_code
                self.end(call, status)

    def hang_up(self, sid: str) -> None:
        """The person on this leg hangs up. Before an answer that is a call that nobody took."""
        with self._exchange.lock:
            call = self.calls[sid]
            self.end(call, "completed" if call.is_answered else "no-answer")

    def press(self, sid: str, key: str) -> None:
        with self._exchange.lock:
            call = self.calls[sid]
            if call.is_answered:
                self._exchange.emit(KeyPressed(self._exchange.now(), sid, key))
                if call.player:
                    call.player.post(Key(key))

    def speak(self, sid: str, text: str, lasts: timedelta | None = None) -> None:
        """The person on this leg says something: to a <Gather>, a <Record>, the bridged party, or to nobody.

        It takes the time that the words take, unless `lasts` says another. Of a muted leg nobody hears it.
        """
        lasts = reading_time(text) if lasts is None else lasts
        with self._exchange.lock:
            call = self.calls[sid]
            if call.is_answered:
                self._exchange.emit(Spoke(self._exchange.now(), sid, text, lasts))
                if call.player and not call.partners and not call.is_muted:
                    call.player.post(Speech(text, lasts))

    def mute(self, sid: str, is_muted: bool) -> None:
        """The device on this leg sends silence from now on, or what its microphone hears."""
        with self._exchange.lock:
            call = self.calls[sid]
            if call.is_answered and call.is_muted != is_muted:
                call.is_muted = is_muted
                self._exchange.emit(Muted(self._exchange.now(), sid, is_muted))

    # What REST and <Dial> do.

    def create(self, call: Call) -> None:
        """A call made by REST: one starts each second, the rest stay queued (Twilio's default CPS)."""
        exchange = self._exchange
        self._announce(call)
        at = max(exchange.now(), self._next_start_at)
        self._next_start_at = at + ONE_CALL_EACH
        exchange.later(at - exchange.now(), lambda: self.start(call))

    def add_decoy(self, from_: str, to: str) -> Call:
        """A finished call that somebody else made with the same account: on lists only, on no phone."""
        with self._exchange.lock:
            call = self._new(from_, to, "outbound-api")
            call.started_at = call.ended_at = call.updated_at = call.created_at
            call.status = "completed"
            return call

    def new_outbound(self, from_: str, to: str) -> Call:
        return self._new(from_, to, "outbound-api")

    def create_leg(self, parent: Call, noun: "Noun", shown: str) -> Call:
        """A leg of a <Dial>: outside the rate, with the parent's limits on ringing, not its own."""
        call = self._new(shown, noun.to, "outbound-dial")
        call.parent_sid = parent.sid
        call.subscription = noun.subscription
        call.details = noun.details
        self._announce(call)
        return call

    def start(self, call: Call) -> None:
        if call.status != "queued":
            return
        call.started_at = self._exchange.now()
        self._change(call, "initiated")
        self._exchange.later(SETS_UP_IN, lambda: self._ring(call))

    def redirect(self, call: Call, goto: Goto | None, inline_twiml: str = "") -> None:
        """New TwiML for a leg that is in progress. A leg of a <Dial> leaves it; a parent's legs end."""
        if call.dialogue:
            dialogue, call.dialogue = call.dialogue, None
            self._part(call)
            dialogue.leg_ended(call)
        if call.player:
            call.player.leave()
        self._part(call)
        call.player = Player(self._exchange, call)
        if goto:
            call.player.start(goto)
        else:
            call.player.start_inline(inline_twiml)

    def begin(self, call: Call) -> None:
        """Play the leg's own first document."""
        if not call.is_live:
            return
        call.player = Player(self._exchange, call)
        if call.target and call.target.url:
            call.player.start(Goto(call.target.url, call.target.method))
        else:
            call.player.start_inline(call.inline_twiml)

    def pick_up(self, call: Call) -> None:
        """An inbound call is answered by its first sounding verb; nothing happens to an answered one."""
        if call.status == "ringing":
            self._mark_answered(call)
            self._tell(call, "answered")

    def bridge(self, parent: Call, child: Call) -> None:
        parent.peer, child.peer = child, parent
        self._exchange.emit(Bridged(self._exchange.now(), parent.sid, child.sid))

    def end(self, call: Call, status: str) -> None:
        """The leg is over, for whatever reason; once only."""
        if not call.is_live:
            return
        was_queued = call.status == "queued"
        call.ended_at = self._exchange.now()
        self._part(call)
        self._exchange.recordings.end_with_leg(call)
        self._set_status(call, status)
        if not was_queued:  # a call cancelled while queued sends nothing
            self._tell(call, "completed")
        if call.player:
            call.player.stop()
        if call.dialogue:
            call.dialogue.leg_ended(call)

    # How a leg moves.

    def _new(self, from_: str, to: str, direction: str) -> Call:
        exchange = self._exchange
        call = Call(exchange.new_sid("CA"), exchange.account_sid, from_, to, direction, exchange.now())
        self.calls[call.sid] = call
        return call

    def _announce(self, call: Call) -> None:
        now, details, url = self._exchange.now(), dict(call.details), call.target.url if call.target else ""
        self._exchange.emit(
            LegCreated(now, call.sid, call.from_, call.to, call.direction, call.parent_sid, details, url)
        )

    def _ring(self, call: Call) -> None:
        if call.status != "initiated":
            return
        self._change(call, "ringing")
        if call.dialogue is None:
            self._exchange.later(call.timeout + RINGS_LONGER, lambda: self._give_up(call))

    def _give_up(self, call: Call) -> None:
        if not call.is_answered:
            self.end(call, "no-answer")

    def _connect(self, call: Call) -> None:
        """Twilio has been seen to send the callback before it asks for the document; so it can be here."""
        tells_first = self._exchange.faults.is_answered_told_first
        self._mark_answered(call)
        if tells_first:
            self._tell(call, "answered")
        if call.dialogue:
            call.dialogue.leg_answered(call)
        else:
            self.begin(call)
        if not tells_first:
            self._tell(call, "answered")

    def _mark_answered(self, call: Call) -> None:
        call.answered_at = self._exchange.now()
        self._set_status(call, "in-progress")
        self._exchange.later(call.time_limit, lambda: self.end(call, "completed"))

    def _change(self, call: Call, status: str) -> None:
        self._set_status(call, status)
        self._tell(call, status)

    def _set_status(self, call: Call, status: str) -> None:
        call.status = status
        call.updated_at = self._exchange.now()
        self._exchange.emit(StatusChanged(call.updated_at, call.sid, status))

    def _tell(self, call: Call, event: str) -> None:
        """Callbacks carry a SequenceNumber that counts those of this subscription."""
        wanted = call.subscription
        if wanted is None or event not in wanted.events:
            return
        now = self._exchange.now()
        params = call.params() | {
            "Timestamp": f"{now:%a, %d %b %Y %H:%M:%S} +0000",
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(call.hooks_sent),
        }
        if call.status in FINAL:
            params |= call.final_params()
        call.hooks_sent += 1
        self._exchange.hooks.notify(Question("status", wanted.url, params, wanted.method, call.sid))

    def _part(self, call: Call) -> None:
        if call.peer:
            peer, call.peer = call.peer, None
            peer.peer = None
            self._exchange.emit(Parted(self._exchange.now(), call.sid, peer.sid))
