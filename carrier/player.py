"""Plays TwiML on one leg: fetches a document, performs its verbs, goes where they lead.

A verb is a generator that yields a `Wait`, and is resumed by the first signal it waits for or by the end
of its patience; so a key, a hang-up or a redirect can come at any moment. What each verb does is
said in `verbs`, `gather` and `dial`; the state of the leg is changed in `lines`.
"""

from collections import deque
from collections.abc import Callable, Generator
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urljoin

from carrier.calls import Call
from carrier.clock import NO_TIME, Scheduled
from carrier.events import Cut, Played, Said
from carrier.hooks import INVALID_URL, Answer, Question
from carrier.signals import Arrived, End, Goto, Next, Script, Signal, Step, TimedOut, Wait
from carrier.twiml import TwimlError, Verb, parse, read
from carrier.units import reading_time

if TYPE_CHECKING:
    from carrier.exchange import Exchange

TOO_MANY_DOCUMENTS = 14106
MAX_DOCUMENTS_AT_ONCE = 25
APOLOGY = "We are sorry. An application error has occurred. Goodbye."


class Unfinished(Protocol):
    """What a verb has begun and has to see ended even when it is cut short: phones that ring, a recording."""

    def abandon(self) -> None:
        """The leg was redirected: nothing is requested."""

    def end_with_leg(self) -> None:
        """The person has hung up: the action is still asked for, its answer ignored."""


class Player:
    """One per leg. `at_end` is called when a document ends without <Hangup>; by default the leg ends."""

    def __init__(self, exchange: "Exchange", call: Call, at_end: Callable[[], None] | None = None) -> None:
        self.exchange = exchange
        self.call = call
        self.unfinished: Unfinished | None = None
        self.url = ""
        self.is_whisper = at_end is not None
        self._at_end = at_end or (lambda: exchange.lines.end(call, "completed"))
        self._script: Script | None = None
        self._wait = Wait(NO_TIME)
        self._timer: Scheduled | None = None
        self._inbox: deque[Signal] = deque()
        self._is_running = False
        self._is_sounding = False
        self._last_document_at: datetime | None = None
        self._documents_at_once = 0

    def start(self, first: Goto) -> None:
        self._begin(self._follow(first))

    def start_inline(self, twiml: str) -> None:
        """Play a document that was given with a REST request; its URLs must be absolute."""
        self._begin(self._play_inline(twiml))

    def leave(self) -> None:
        """Stop for a redirect: dialled legs end, nothing is requested."""
        self._halt()
        if self.unfinished:
            self.unfinished.abandon()

    def stop(self) -> None:
        """Stop because the leg has ended. A <Dial> or <Record> in progress still asks for its action."""
        self._halt()
        if self.unfinished:
            self.unfinished.end_with_leg()

    def post(self, signal: Signal) -> None:
        """Hand a signal to the verb that waits, after those that came before it."""
        if self._script:
            self._inbox.append(signal)
            self._read_inbox()

    # What verbs use.

    def resolve(self, url: str) -> str:
        """`url` as it stands in the document now playing; relative to it."""
        return urljoin(self.url, url.strip())

    def sound(self, event: Said | Played, stops_at: tuple[type, ...] = ()) -> Step:
        """Let `event` sound to its end, or until one of `stops_at` cuts it short; that one is returned."""
        self.exchange.emit(event)
        self._is_sounding = True
        signal = yield Wait(event.lasts, stops_at)
        if isinstance(signal, TimedOut):
            self._is_sounding = False
            return None
        self._silence()
        return signal

    def say(self, text: str, language: str, stops_at: tuple[type, ...] = ()) -> Step:
        said = Said(self.exchange.now(), self.call.sid, text, language, reading_time(text))
        return (yield from self.sound(said, stops_at))

    def ask(self, question: Question) -> Generator[Wait, Signal, Answer]:
        script = self._script

        def arrive(answer: Answer) -> None:
            if self._script is script:
                self.post(Arrived(answer))

        self.exchange.hooks.ask(question, arrive, self.call.cookies)
        signal = yield Wait(None, (Arrived,))
        assert isinstance(signal, Arrived)  # noqa: S101 - the only signal waited for
        return signal.answer

    def question(self, purpose: str, goto: Goto) -> Question:
        return Question(purpose, goto.url, {**self.call.params(), **goto.extra}, goto.method, self.call.sid)

    # How documents follow each other.

    def _follow(self, following: Next) -> Script:
        while isinstance(following, Goto):
            url = following.url
            try:
                verbs = yield from self._obtain("twiml", following)
                following = yield from self._perform(verbs)
            except TwimlError as error:
                following = yield from self._recover(url, error)
        return following

    def _play_inline(self, twiml: str) -> Script:
        try:
            following = yield from self._perform(parse(twiml.encode()))
        except TwimlError as error:
            following = yield from self._recover("", error)
        return (yield from self._follow(following))

    def _recover(self, failed_url: str, error: TwimlError) -> Script:
        """What cannot be fetched or played leads to the fallback URL; without one, or if that fails, to an end."""
        self.exchange.complain(error.code, error.detail, self.call.sid, failed_url)
        target = self.call.target
        if target and target.fallback_url:
            errors = {"ErrorCode": str(error.code), "ErrorUrl": failed_url}
            fallback = Goto(target.fallback_url, target.fallback_method, errors)
            try:
                verbs = yield from self._obtain("fallback", fallback)
                return (yield from self._perform(verbs))
            except TwimlError as again:
                self.exchange.complain(again.code, again.detail, self.call.sid, target.fallback_url)
        self.exchange.lines.pick_up(self.call)
        yield from self.say(APOLOGY, "en-US")
        return End.HANGUP

    def _obtain(self, purpose: str, goto: Goto) -> Generator[Wait, Signal, list[Verb]]:
        self._refuse_to_spin(goto.url)
        answer = yield from self.ask(self.question(purpose, goto))
        if answer.error_code is not None or answer.response is None:
            raise TwimlError(answer.error_code or INVALID_URL, answer.detail)
        self.url = answer.url
        return read(answer.response.body, answer.response.content_type, answer.url)

    def _refuse_to_spin(self, url: str) -> None:
        """Documents that lead to each other without a sound would go on for ever in no time at all."""
        now = self.exchange.now()
        self._documents_at_once = self._documents_at_once + 1 if self._last_document_at == now else 1
        self._last_document_at = now
        if self._documents_at_once > MAX_DOCUMENTS_AT_ONCE:
            raise TwimlError(TOO_MANY_DOCUMENTS, f"{url}: documents lead to each other without a sound")

    def _perform(self, verbs: list[Verb]) -> Script:
        from carrier.verbs import PERFORM  # noqa: PLC0415 - verbs are written in terms of the player

        for position, verb in enumerate(verbs):
            following = yield from PERFORM[verb.name](self, verb, position == 0)
            if following is not None:
                return following
        return End.OF_DOCUMENT

    # How the running verb is driven.

    def _begin(self, script: Script) -> None:
        self._script = script
        self._run(lambda: next(script))

    def _resume(self, signal: Signal) -> None:
        if self._timer:
            self._timer.cancel()
        script = self._script
        if script:
            self._run(lambda: script.send(signal))

    def _read_inbox(self) -> None:
        """While a verb runs, what it causes waits here: a generator cannot be resumed from within."""
        while self._inbox and self._script and not self._is_running:
            signal = self._inbox.popleft()
            if isinstance(signal, self._wait.signals):
                self._resume(signal)

    def _run(self, step: Callable[[], Wait]) -> None:
        self._is_running = True
        try:
            self._wait = step()
        except StopIteration as finished:
            self._script = None
            self._finish(finished.value)
        else:
            self._arm()
        finally:
            self._is_running = False

    def _arm(self) -> None:
        if self._wait.lasts is None:
            return
        script = self._script

        def give_up() -> None:
            if self._script is script:
                self._resume(TimedOut())
                self._read_inbox()

        self._timer = self.exchange.later(self._wait.lasts, give_up)

    def _finish(self, end: End) -> None:
        lines = self.exchange.lines
        if end is End.OF_DOCUMENT:
            self._at_end()
        elif end is End.HANGUP:
            lines.end(self.call, "completed")
        else:
            lines.end(self.call, end.value)

    def _halt(self) -> None:
        if self._timer:
            self._timer.cancel()
        if self._script:
            self._script.close()
            self._script = None
        self._inbox.clear()
        self._silence()

    def _silence(self) -> None:
        if self._is_sounding:
            self._is_sounding = False
            self.exchange.emit(Cut(self.exchange.now(), self.call.sid))
