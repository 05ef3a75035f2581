"""The only TwiML in the house: verbs out, what was heard in.

Pure. Every element is an object of Twilio's own library, so that no text can close a tag and no caller can add
one; every URL is built here, from ids and times. Deliberately decides nothing about what is said or who is rung.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from urllib.parse import quote

from twilio.twiml.voice_response import Client, Dial, Gather, Number, Sip, VoiceResponse

from flows.facts import Heard
from flows.thread import Step
from flows.verbs import Ask, Connect, Goto, Hangup, Meet, Pause, Play, Prompt, Record, Reject, Ring, Say, Verb
from voice_app.numbers import Phone, region_of
from voice_app.steps import about, step_url
from voice_app.voices import VOICES

RING_TONES = {"NL": "nl", "BE": "be", "DE": "de", "FR": "fr", "AT": "at", "CH": "ch", "GB": "uk", "US": "us"}
"""What ringing sounds like in the line's country; elsewhere Twilio's own tone."""

PIECES = 7
"""Pieces of the waiting music, as `tools/music.py` writes them; after the last one comes the first."""

LONGEST_SAY = 4096
"""Characters; a longer one is an error (13521)."""

MOST_HINTS, LONGEST_HINT = 500, 100
SHORTEST_DIAL, LONGEST_DIAL = timedelta(seconds=5), timedelta(seconds=600)
"""How long Twilio can be told to let a phone ring."""

LONGEST_TALK = timedelta(hours=1)
"""With a customer whom we rang; Twilio itself would let it last four. A forgotten leg, or one that somebody profits
from, ends by then."""

LONGEST_SIP_HEADERS = 1023
LONGEST_PARAMETERS = 800
"""Characters, names and values. How much a browser phone may be given is not published; its own parameters, the other
way, may have as many bytes."""

LEG_EVENTS = "initiated ringing answered completed"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_KEYS = frozenset("0123456789*#")
MOST_KEYS, LONGEST_SPEECH = 32, 500


@dataclass(frozen=True, slots=True)
class Urls:
    """Where everything of ours is found. Absolute, because relative ones fail in TwiML that REST carries inline.

    `line_version`: that of the conversation, which each step of it carries on.
    """

    base: str
    line_version: int | None = None

    def step(self, step: Step) -> str:
        return self.base + step_url(step, self.line_version)

    @property
    def fallback(self) -> str:
        """What is asked when an answer of ours cannot be had."""
        return f"{self.base}/voice/fallback"

    def fallback_of(self, step: Step) -> str:
        """The same, where the conversation is known: what goes wrong on the way to this step costs nobody the place."""
        return f"{self.fallback}?{step_url(step, self.line_version).partition('?')[2]}"

    def agent_fallback(self, attempt: str) -> str:
        """The same, for the leg of an agent who is rung for a promise."""
        return f"{self.fallback}?{about(attempt)}"

    def music(self, piece: int) -> str:
        return f"{self.base}/static/music/piece-{piece % PIECES}.wav"

    def agent_status(self, reservation: str) -> str:
        """Where the progress of an agent's leg is told."""
        return f"{self.base}/agent/status?{about(reservation)}"

    def listener_status(self, listening: str) -> str:
        """Where the progress of a supervisor's leg is told."""
        return f"{self.base}/listener/status?{about(listening)}"

    def listener_word(self, listening: str) -> str:
        """What an agent is told by voice of a supervisor who listens."""
        return f"{self.base}/listener/word?{about(listening)}"

    def recording_status(self, promise: str) -> str:
        """Where it is told that there is a recording to be heard."""
        return f"{self.base}/recording/status?{about(promise)}"

    def talk_recorded(self, recording: str) -> str:
        """Where it is told how the recording of a talk goes."""
        return f"{self.base}/recorded/status?{about(recording)}"

    def sample(self, sample: str, part: str = "word") -> str:
        """What a supervisor hears who asked what callers would; and where its `status` is told."""
        return f"{self.base}/sample/{part}?{about(sample)}"

    def customer_status(self, attempt: str) -> str:
        """Where the progress of a customer's leg is told."""
        return f"{self.base}/customer/status?{about(attempt)}"


def render(verbs: Iterable[Verb], urls: Urls, line_number: Phone) -> str:
    """The TwiML document of a turn. Every leg it makes shows `line_number`. A `Bridge` is the end of the document:
    Twilio joins the two when a whisper simply ends."""
    response = VoiceResponse()
    for verb in verbs:
        _add(response, verb, urls, line_number)
    return str(response)


def read_heard(form: Mapping[str, str]) -> Heard:
    """What the person on the leg keyed or said. Keys only: `Digits=hangup` of a recording is none."""
    keys = form.get("Digits", "")
    digits = keys[:MOST_KEYS] if _KEYS.issuperset(keys) else ""
    speech = " ".join(_CONTROL.sub(" ", clean(form.get("SpeechResult", ""))).split())
    return Heard(digits=digits, speech=speech[:LONGEST_SPEECH])


def clean(text: str) -> str:
    """The text without what XML 1.0 cannot carry (the library would write it out, and the document would fail)."""
    return _NOT_XML.sub("", text)


def _add(response: VoiceResponse, verb: Verb, urls: Urls, line_number: Phone) -> None:
    match verb:  # of a Bridge nothing is written: an empty document joins the two
        case Say() | Play() | Pause():
            _prompt(response, verb, urls)
        case Ask():
            _ask(response, verb, urls)
        case Record():
            _record(response, verb, urls)
        case Ring():
            _ring(response, verb, urls, line_number)
        case Connect():
            _connect(response, verb, urls, line_number)
        case Meet():
            dial = response.dial(action=urls.step(verb.then))
            flags = {} if verb.starts else {"start_conference_on_enter": False}
            flags |= {"muted": True} if verb.is_muted else {}
            dial.conference(verb.room, beep=False, wait_url="", end_conference_on_exit=verb.ends, **flags)
        case Goto():
            response.redirect(urls.step(verb.step))
        case Hangup():
            response.hangup()
        case Reject():
            response.reject()


def _ring(response: VoiceResponse, ring: Ring, urls: Urls, line_number: Phone) -> None:
    if ring.notice:
        _prompt(response, Say(ring.notice, ring.then.thread.language), urls)
    _agent(_dial(response, ring.rings_for, line_number, urls.step(ring.then)), ring, urls)


def _prompt(parent: VoiceResponse | Gather, prompt: Prompt, urls: Urls) -> None:
    match prompt:
        case Say():
            text = clean(prompt.text)[:LONGEST_SAY].strip()
            voice = VOICES[prompt.language]
            if text:  # an empty Say is an error (13520)
                parent.say(text, language=voice.language, voice=voice.name)
        case Play():
            parent.play(urls.music(prompt.piece))
        case Pause():
            parent.pause(length=_seconds(prompt.length))


def _ask(response: VoiceResponse, ask: Ask, urls: Urls) -> None:
    """A Gather, and a Redirect to the same place for silence.

    Without an answer Twilio falls through to the next verb, so the hold loop goes round and a question hears of the
    silence by one mechanism; `actionOnEmptyResult` would be a second way to say the same. With one key to gather
    there is no finishing key: `#` is an answer like any other.
    """
    then = urls.step(ask.then)
    gather = response.gather(
        **_listening(ask),
        action=then,
        timeout=_seconds(ask.patience),
        num_digits=ask.digits,
        finish_on_key="#" if ask.digits is None else "",
    )
    for prompt in ask.prompts:
        _prompt(gather, prompt, urls)
    response.redirect(then)


def _listening(ask: Ask) -> dict[str, str]:
    """Keys only, unless there are words to listen for: recognising speech costs extra."""
    if not ask.listens_for:
        return {"input": "dtmf"}
    hints = [clean(word).replace(",", " ")[:LONGEST_HINT] for word in ask.listens_for[:MOST_HINTS]]
    language = VOICES[ask.language].hears
    return {"input": "dtmf speech", "language": language, "hints": ", ".join(hints), "speech_timeout": "auto"}


def _record(response: VoiceResponse, record: Record, urls: Urls) -> None:
    """A Record, and a Redirect to the same place: of an empty recording Twilio tells nobody, and goes on to the next
    verb. No transcript is asked for: Twilio writes American English only."""
    then = urls.step(record.then)
    response.record(
        action=then,
        max_length=_seconds(record.longest),
        timeout=_seconds(record.silence),
        finish_on_key="#",
        play_beep=True,
        trim="trim-silence",
        recording_status_callback=urls.recording_status(record.promise),
        recording_status_callback_event="completed",
    )
    response.redirect(then)


def _dial(
    response: VoiceResponse, rings_for: timedelta, line_number: Phone, action: str | None, **more: bool | int | None
) -> Dial:
    """`answerOnBridge` keeps the ring tone going during the whisper."""
    return response.dial(
        answer_on_bridge=True,
        timeout=_seconds(min(max(rings_for, SHORTEST_DIAL), LONGEST_DIAL)),
        action=action,
        caller_id=line_number,
        ring_tone=_ring_tone(line_number),
        **more,
    )


@cache
def _ring_tone(line_number: Phone) -> str | None:
    return RING_TONES.get(region_of(line_number) or "")


def _connect(response: VoiceResponse, connect: Connect, urls: Urls, line_number: Phone) -> None:
    """A customer's leg is followed under the attempt it belongs to; the fallback number's is nobody's.

    With `*` the agent leaves a customer's voicemail, and says how it went.
    """
    then, attempt = connect.then, connect.then.thread.subject if connect.then else None
    action = urls.step(then) if then else None
    customers = {"hangup_on_star": True, "time_limit": _seconds(LONGEST_TALK)} if attempt else {}
    dial = _dial(response, connect.rings_for, line_number, action, **customers)
    hooks = _hooks(urls.customer_status(attempt)) if attempt else {}
    url = urls.step(connect.whisper) if connect.whisper else None
    dial.number(clean(connect.phone), url=url, **hooks)


def _hooks(url: str) -> dict[str, str]:
    return {"status_callback": url, "status_callback_event": LEG_EVENTS}


def _agent(dial: Dial, ring: Ring, urls: Urls) -> None:
    scheme, _, address = clean(ring.reach).partition(":")
    hooks = _hooks(urls.agent_status(ring.reservation))
    match scheme:
        case "tel":
            dial.append(Number(address, url=urls.step(ring.whisper), **hooks))
        case "sip":
            uri = _with_headers(f"{scheme}:{address}", ring.context)
            dial.append(Sip(uri, url=urls.step(ring.whisper), **hooks))
        case "client":  # accepts by answering: a browser has no voicemail, so there is nothing to whisper for
            client = Client(**hooks)
            client.identity(address)
            for name, value in _fitting(ring.context):
                client.parameter(name=name, value=value)
            dial.append(client)


def _fitting(context: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The parameters that a browser phone is given; what would make them too long all together is left out."""
    room = LONGEST_PARAMETERS
    for name, value in ((clean(name), clean(value)) for name, value in context.items()):
        if len(name) + len(value) <= room:
            room -= len(name) + len(value)
            yield name, value


def _with_headers(uri: str, context: Mapping[str, str]) -> str:
    """The address with the context as X- headers; what would make them too long for Twilio (1,024) is left out."""
    headers = ""
    for name, value in context.items():
        word = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").title()
        header = f"X-Gehoor-{word}={quote(clean(value), safe='')}"
        if len(headers) + len(header) < LONGEST_SIP_HEADERS:
            headers += f"&{header}" if headers else header
    return f"{uri}?{headers}" if headers else uri


def _seconds(length: timedelta) -> int:
    """Whole seconds, never none: Twilio takes no fraction, and 0 would mean "do not wait"."""
    return max(1, math.ceil(length.total_seconds()))
