"""Say, Play and Pause: what is heard, for how long, and what cuts it short.

Files are fetched once, as Twilio does, to see that they exist, are audio and how long they last.
"""

import io
import wave
from collections.abc import Generator
from datetime import timedelta
from typing import TYPE_CHECKING

from carrier import voices
from carrier.events import Played, ToneSent
from carrier.hooks import Answer, Question
from carrier.player import Player
from carrier.signals import Signal, Step, TimedOut, Wait
from carrier.twiml import NOT_VALID, TwimlError, Verb

if TYPE_CHECKING:
    from carrier.transports import Response

FOREVER = 1000  # loop="0" repeats at most a thousand times
NOT_AUDIO = 13420
USUAL_LANGUAGE = "en-US"
USUAL_LENGTH = timedelta(seconds=20)  # of a file whose length cannot be read
TONE_LENGTHS = {"w": timedelta(seconds=0.5), "W": timedelta(seconds=1)}
TONE_LENGTH = timedelta(seconds=0.25)


def perform_sound(player: Player, verb: Verb, stops_at: tuple[type, ...]) -> Step:
    """Let a Say, Play or Pause sound; the signal that cut it short is returned, if one did."""
    if verb.name == "Pause":
        signal = yield Wait(timedelta(seconds=int(verb.get("length", "1"))), stops_at)
        return None if isinstance(signal, TimedOut) else signal
    if verb.name == "Play" and verb.get("digits"):
        return (yield from send_tones(player, player.call.sid, verb.get("digits"), stops_at))
    for _ in range(int(verb.get("loop", "1")) or FOREVER):
        if interruption := (yield from _sound_once(player, verb, stops_at)):
            return interruption
    return None


def _sound_once(player: Player, verb: Verb, stops_at: tuple[type, ...]) -> Step:
    text = " ".join(verb.text.split())
    if verb.name == "Say":
        return (yield from player.say(text, _language(verb), stops_at))
    if not text:
        raise TwimlError(NOT_VALID, f"<Play> in line {verb.line}: neither a URL nor digits")
    lasts = yield from _length(player, player.resolve(text))
    played = Played(player.exchange.now(), player.call.sid, player.resolve(text), lasts)
    return (yield from player.sound(played, stops_at))


def _language(verb: Verb) -> str:
    return verb.get("language") or voices.language_of(verb.get("voice")) or USUAL_LANGUAGE


def send_tones(player: Player, call_sid: str, tones: str, stops_at: tuple[type, ...]) -> Step:
    """Sound keys on a leg: `w` waits half a second, `W` a second."""
    for tone in tones:
        if tone not in TONE_LENGTHS:
            player.exchange.emit(ToneSent(player.exchange.now(), call_sid, tone))
        signal = yield Wait(TONE_LENGTHS.get(tone, TONE_LENGTH), stops_at)
        if not isinstance(signal, TimedOut):
            return signal
    return None


def _length(player: Player, url: str) -> Generator[Wait, Signal, timedelta]:
    lengths = player.exchange.lengths
    if url not in lengths:
        question = Question("media", url, {}, "GET", player.call.sid)
        answer = yield from player.ask(question)
        lengths[url] = _read_length(answer)
    return lengths[url]


def _read_length(answer: Answer) -> timedelta:
    """Raises TwimlError for what cannot be played. Only WAV tells its length; others get the usual one."""
    response: Response | None = answer.response
    if answer.error_code is not None or response is None:
        raise TwimlError(answer.error_code or NOT_AUDIO, answer.detail)
    if not response.content_type.startswith("audio/"):
        raise TwimlError(NOT_AUDIO, f"{answer.url} is {response.content_type or 'of no type'}, not audio")
    try:
        with wave.open(io.BytesIO(response.body)) as sound:
            return timedelta(seconds=sound.getnframes() / sound.getframerate())
    except (wave.Error, EOFError):
        return USUAL_LENGTH
