"""Every URL that the carrier calls: read the request, run one use case, render its verbs.

No request reaches a use case before its signature was checked, and nothing is written for one that fails. Every signed
request is answered with TwiML that leads somewhere, whatever is broken behind it (`apologies`); a status hook with 204.
Deliberately decides nothing.
"""

from collections.abc import Callable, Iterable, Mapping

import structlog
from flask import Blueprint, Response, abort, g, request
from werkzeug.exceptions import Forbidden, HTTPException

from flows.apology import plain
from flows.thread import Thread
from flows.verbs import Verb
from routing.board import BoardGone
from routing.crowds import Crowd, KeptOut
from routing.skills import PromiseId
from voice_app import apologies, attempts, calls, legs, numbers, sampling
from voice_app.hook import Hook, read_hook
from voice_app.ledger import AttemptId, LedgerGone, ListeningId, TalkRecordingId
from voice_app.ledger.samples import SampleId
from voice_app.runtime import Runtime
from voice_app.seeing.watching import is_signed
from voice_app.signature import is_really_twilio
from voice_app.sound import recording, voicemail
from voice_app.steps import read_step, read_version
from voice_app.texting import replies
from voice_app.twiml import render
from voice_app.under_way import listening
from voice_app.watchdog import Watchdog

LARGEST_BODY = 64 * 1024
"""Bytes; Twilio's own requests stay under 16 kB."""

log = structlog.get_logger()


def make_hooks(house: Runtime, watchdog: Watchdog, crowd: Crowd) -> Blueprint:
    """The carrier's side of the application, for one runtime."""
    hooks, here = Blueprint("hooks", __name__), Hooks(house, watchdog, crowd)
    hooks.before_request(here.count_in)
    hooks.before_request(here.refuse_strangers)
    hooks.after_request(here.write_when_there_is_time)
    hooks.teardown_request(here.count_out)
    hooks.register_error_handler(Exception, here.answer_all_the_same)
    views: Mapping[str, Callable[..., Response]] = {
        "/voice/answer": here.answer,
        "/voice/status": here.call_status,
        "/voice/fallback": here.fallback,
        "/voice/<node>": here.step,
        "/agent/status": here.agent_status,
        "/customer/status": here.customer_status,
        "/listener/status": here.listener_status,
        "/listener/word": here.listener_word,
        "/sample/word": here.sample_word,
        "/sample/status": here.sample_status,
        "/recording/status": here.recording_status,
        "/recorded/status": here.talk_recorded,
        "/sms/answer": here.text_comes_in,
    }
    for path, view in views.items():
        hooks.add_url_rule(path, view_func=view, methods=["POST"])
    return hooks


class Hooks:
    """The views, over one runtime: a call begins under the newest version of the line, and goes on under its own."""

    def __init__(self, house: Runtime, watchdog: Watchdog, crowd: Crowd) -> None:
        self._house = house
        self._watchdog = watchdog
        self._crowd = crowd
        self._kept_out = KeptOut()

    def count_in(self) -> None:
        self._crowd.enter()
        g.is_counted = True

    def count_out(self, _: BaseException | None) -> None:
        if g.pop("is_counted", False):
            self._crowd.leave()

    def write_when_there_is_time(self, response: Response) -> Response:
        """Once this answer has left."""
        if self._house.in_haste and not self._crowd.is_too_much:
            response.call_on_close(self._write_down_in_haste)
        return response

    def refuse_strangers(self) -> None:
        """403 for what the carrier did not sign, before anything is read from it but its signature; 413 for a body
        that is too large to be the carrier's, whether it says so or not."""
        request.max_content_length = LARGEST_BODY
        settings = self._house.settings
        signature = request.headers.get("X-Twilio-Signature", "")
        if not is_really_twilio(settings.public_base_url + _path_and_query(), request.form, signature, settings.tokens):
            log.warning("hook.not_signed", path=request.path)
            abort(403)
        g.is_signed = True
        is_signed(self._house)
        if request.form.get("AccountSid") != settings.twilio_account_sid:
            log.warning("hook.other_account", path=request.path)

    def answer(self) -> Response:
        """Where they come too fast, only those who are on the line already are heard out."""
        if self._crowd.is_too_much:
            house = self._house.current()
            hook = _read(house)
            if turned_away := calls.answer_in_haste(house, hook):
                self._kept_out.add(hook.sid)
                return _speak(house, turned_away)
        house = self._house.newest()
        response = _speak(house, calls.answer(house, _read(house)))
        response.call_on_close(self._watchdog.look)
        return response

    def step(self, node: str) -> Response:
        house = self._its_own()
        at = read_step(node, request.args, house.terms.tongues)
        return _speak(house, calls.play(house, _read(house, at.thread), at))

    def call_status(self) -> Response:
        house = self._house.current()
        hook = _read(house)
        if hook.has_ended and not self._kept_out.had(hook.sid):
            calls.end(house, hook)
        return _heard()

    def agent_status(self) -> Response:
        house = self._house.current()
        legs.status(house, _subject(), _read(house))
        return _heard()

    def customer_status(self) -> Response:
        house = self._house.current()
        hook = _read(house)
        attempts.customer_leg(house, AttemptId(_subject()), hook)
        if hook.has_ended:  # a customer who was sent on is a caller by now
            calls.end(house, hook)
        return _heard()

    def listener_status(self) -> Response:
        house = self._house.current()
        hook, subject = _read(house), ListeningId(_subject())
        if hook.has_ended:
            listening.is_over(house, subject, hook.sid, "left", hook.now)
        else:
            listening.leg_lives(house, subject, hook.sid)
        return _heard()

    def listener_word(self) -> Response:
        """To somebody in a room, beside what they hear: nothing may follow on it."""
        house = self._house.current()
        return _speak(house, listening.word(house, ListeningId(_subject())))

    def sample_word(self) -> Response:
        house = self._house.current()
        return _speak(house, sampling.words(house, SampleId(_subject())))

    def sample_status(self) -> Response:
        house = self._house.current()
        hook = _read(house)
        if hook.has_ended:
            sampling.is_over(house, SampleId(_subject()), hook.now)
        return _heard()

    def recording_status(self) -> Response:
        house = self._house.current()
        voicemail.take(house, PromiseId(_subject()), _read(house))
        return _heard()

    def talk_recorded(self) -> Response:
        house = self._house.current()
        recording.told(house, TalkRecordingId(_subject()), _read(house))
        return _heard()

    def text_comes_in(self) -> Response:
        """Answered by a text of its own, if at all: what an answer here says would be sent unmetered."""
        house = self._house.current()
        replies.take_in(house, request.form, house.now())
        return _speak(house, ())

    def fallback(self) -> Response:
        """The carrier could not get an answer from us."""
        house = self._its_own()
        log.error("hook.fallback", code=request.form.get("ErrorCode"), call=request.form.get("CallSid"))
        return _speak(house, apologies.apologise(house, _read(house, _told(house))))

    def answer_all_the_same(self, error: Exception) -> Response | HTTPException:
        """Errors are spoken. The one place of the application that catches whatever there is."""
        if isinstance(error, HTTPException):
            return error
        if "is_signed" not in g:  # it was the check that broke: what cannot be checked is a stranger's
            log.warning("hook.not_checked", path=request.path, exc_info=error)
            return Forbidden()
        if isinstance(error, BoardGone | LedgerGone):
            log.error("hook.store_gone", path=request.path, store=type(error).__name__, error=str(error))
        else:
            log.error("hook.broken", path=request.path, exc_info=error)
        if request.path.endswith("/status"):
            return _heard()
        house = self._its_own()
        if request.path.startswith("/sms/"):
            return _speak(house, ())
        hook = _read(house, _told(house))
        try:
            return _speak(house, apologies.apologise(house, hook, board_is_away=isinstance(error, BoardGone)))
        except Exception:
            log.exception("hook.apology_broken", path=request.path)
            return _speak(house, plain(hook.thread.language).verbs)

    def _write_down_in_haste(self) -> None:
        house = self._house.current()
        try:
            while house.in_haste and not self._crowd.is_too_much:
                calls.write_down_in_haste(house, house.now())
        except LedgerGone:
            log.warning("in_haste.not_written")

    def _its_own(self) -> Runtime:
        """The house under the version that the call of this request began with, as far as its address tells."""
        return self._house.under(read_version(request.args))


def _heard() -> Response:
    """What a status hook is answered with: it is told us, and nothing is said."""
    return Response(status=204)


def _told(house: Runtime) -> Thread | None:
    """How far the conversation had come, as far as the address tells."""
    return read_step("", request.args, house.terms.tongues).thread if request.args else None


def _read(house: Runtime, thread: Thread | None = None) -> Hook:
    """Where no step has a thread to go on with, one begins in the language of the caller's number."""
    phone = None if thread else numbers.parse(request.form.get("From", ""), house.line.region)
    return read_hook(request.form, thread or Thread(house.terms.greeted(phone)), house.now())


def _speak(house: Runtime, verbs: Iterable[Verb]) -> Response:
    return Response(render(verbs, house.urls, house.line.number), mimetype="text/xml")


def _subject() -> str:
    """What a status hook is about; empty, and so about nothing, where it cannot be read."""
    return read_step("", request.args, ("",)).thread.subject or ""


def _path_and_query() -> str:
    """As the carrier wrote and signed it: path and query verbatim, in its own percent-encoding."""
    path = str(request.environ.get("RAW_URI") or request.path).partition("?")[0]
    query = request.query_string.decode("latin-1")
    return f"{path}?{query}" if query else path
