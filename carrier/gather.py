"""<Gather>: a prompt that keys or speech cut short, and what was keyed or said.

Source: Twilio's page on <Gather>. Partial results are not played.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import timedelta

from carrier.player import Player
from carrier.signals import Goto, Key, Script, Signal, Speech, Step, Wait
from carrier.sounds import perform_sound
from carrier.twiml import Verb

# How long somebody has to be silent for an utterance to be over (speechTimeout="auto").
USUAL_SPEECH_TIMEOUT = timedelta(seconds=1)
CONFIDENCE = "0.9"


@dataclass(frozen=True, slots=True)
class Terms:
    """The attributes of a <Gather>, with Twilio's defaults."""

    accepts: tuple[type, ...]
    timeout: timedelta
    finish_on_key: str
    num_digits: int | None
    speech_timeout: timedelta
    can_barge_in: bool
    acts_on_empty: bool

    @classmethod
    def of(cls, verb: Verb) -> "Terms":
        inputs = verb.get("input", "dtmf").split()
        speech_timeout = verb.get("speechTimeout", "auto")
        return cls(
            accepts=tuple(kind for name, kind in (("dtmf", Key), ("speech", Speech)) if name in inputs),
            timeout=timedelta(seconds=int(verb.get("timeout", "5"))),
            finish_on_key=verb.get("finishOnKey", "#"),
            num_digits=int(verb.get("numDigits")) if verb.get("numDigits") else None,
            speech_timeout=(
                USUAL_SPEECH_TIMEOUT if speech_timeout == "auto" else timedelta(seconds=int(speech_timeout))
            ),
            can_barge_in=verb.is_on("bargeIn", default=True),
            acts_on_empty=verb.is_on("actionOnEmptyResult"),
        )


def gather(player: Player, verb: Verb, is_first: bool) -> Script:
    """Prompt, listen, and go to `action` with what came; without input, on to the next verb."""
    player.exchange.lines.pick_up(player.call)
    terms = Terms.of(verb)
    first = yield from _prompt(player, verb, terms)
    if first is None:
        first = yield Wait(terms.timeout, terms.accepts)  # starts only now that the prompt is over
    heard: dict[str, str] = {}
    if isinstance(first, Key):
        heard = yield from _collect_digits(first, terms)
    elif isinstance(first, Speech):
        heard = yield from _collect_speech(first, terms)
    if not any(heard.get(kind) for kind in ("Digits", "SpeechResult")) and not terms.acts_on_empty:
        return None
    action = verb.get("action") or player.url
    result = heard or {"Digits": ""}
    return Goto(player.resolve(action), verb.get("method", "POST"), {"msg": "Gather End", **result})


def _prompt(player: Player, verb: Verb, terms: Terms) -> Step:
    """The key or word that cut the prompt short is kept, and returned."""
    stops_at = terms.accepts if terms.can_barge_in else ()
    for child in verb.children:
        signal = yield from perform_sound(player, child, stops_at)
        if signal is not None:
            return signal
    return None


def _collect_digits(first: Key, terms: Terms) -> Generator[Wait, Signal, dict[str, str]]:
    """Until enough digits, the finish key, or a pause; the patience starts anew with every digit."""
    digits = ""
    signal: Signal = first
    while isinstance(signal, Key):
        if signal.key in terms.finish_on_key:
            return {"Digits": digits, "FinishedOnKey": signal.key}
        digits += signal.key
        if len(digits) == terms.num_digits:
            break
        signal = yield Wait(terms.timeout, (Key,))
    return {"Digits": digits}


def _collect_speech(first: Speech, terms: Terms) -> Generator[Wait, Signal, dict[str, str]]:
    """Until the person has been silent long enough; whichever of keys and speech came first has won."""
    words: list[str] = []
    signal: Signal = first
    while isinstance(signal, Speech):
        words.append(signal.text)
        signal = yield Wait(terms.speech_timeout, (Speech,))
    return {"SpeechResult": " ".join(words), "Confidence": CONFIDENCE}
