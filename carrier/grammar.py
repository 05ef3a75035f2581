"""Verbs, children, attributes and values of TwiML: our own table, written from Twilio's documentation.

Twilio itself ignores most mistakes with a warning (12200), and the official SDK writes whatever it is
given; so a misspelt attribute would be found by a caller. Here everything that is not in this table is
refused. Verbs that exist at Twilio but that this carrier cannot play are in the table too, marked
`is_played=False`, so that they are refused for the right reason. Says nothing about what a verb does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from carrier.kinds import (
    Kind,
    anything,
    flag,
    hints,
    keys,
    method,
    names,
    one_of,
    several_of,
    something,
    tones,
    whole,
    whole_or_auto,
)
from carrier.voices import GATHER_LANGUAGES

RING_TONES = (
    "at au bg br be ch cl cn cz de dk ee es fi fr gr hu il in it lt jp mx my nl no nz ph pl pt ru se sg th "
    "uk us us-old tw ve za"
)
CALL_EVENTS = "initiated ringing answered completed"
ROOM_EVENTS = "start end join leave mute hold modify speaker announcement"
RECORDING_EVENTS = "in-progress completed absent"
MAX_SAY = 4096


@dataclass(frozen=True, slots=True)
class Element:
    """What may stand in an element. `unplayed` are attributes that Twilio has and this carrier has not."""

    children: frozenset[str] = frozenset()
    attributes: Mapping[str, Kind] = field(default_factory=dict)
    unplayed: frozenset[str] = frozenset()
    has_text: bool = False
    is_played: bool = True


_PROGRESS: dict[str, Kind] = {
    "statusCallback": something,
    "statusCallbackEvent": several_of(CALL_EVENTS),
    "statusCallbackMethod": method,
    "url": something,
    "method": method,
}
_MACHINE_DETECTION = names(
    "machineDetection machineDetectionTimeout machineDetectionSpeechThreshold "
    "machineDetectionSpeechEndThreshold machineDetectionSilenceTimeout amdStatusCallback amdStatusCallbackMethod"
)
_RECORDING = names(
    "record trim recordingStatusCallback recordingStatusCallbackEvent recordingStatusCallbackMethod "
    "recordingConfigurationId"
)

_SSML_INLINE = "break emphasis lang phoneme prosody say-as sub w"
_SSML_ALL = f"{_SSML_INLINE} p s"
_SSML: dict[str, Element] = {
    "break": Element(attributes={"strength": one_of("none x-weak weak medium strong x-strong"), "time": something}),
    "emphasis": Element(names(_SSML_INLINE), {"level": one_of("strong moderate reduced")}, has_text=True),
    "lang": Element(names(_SSML_ALL), {"xml:lang": something}, has_text=True),
    "p": Element(names(f"{_SSML_INLINE} s"), has_text=True),
    "phoneme": Element(attributes={"alphabet": something, "ph": something}, has_text=True),
    "prosody": Element(names(_SSML_ALL), {"volume": something, "rate": something, "pitch": something}, has_text=True),
    "s": Element(names(_SSML_INLINE), has_text=True),
    "say-as": Element(attributes={"interpret-as": something, "format": something}, has_text=True),
    "sub": Element(attributes={"alias": something}, has_text=True),
    "w": Element(names("break emphasis phoneme prosody say-as sub"), {"role": something}, has_text=True),
}

_PLAYED: dict[str, Element] = {
    "Say": Element(
        names(_SSML_ALL),
        {"voice": something, "language": something, "loop": whole(0, 1000)},
        has_text=True,
    ),
    "Play": Element(attributes={"loop": whole(0, 1000), "digits": tones}, has_text=True),
    "Pause": Element(attributes={"length": whole(0)}),
    "Gather": Element(
        names("Say Play Pause"),
        {
            "action": anything,
            "method": method,
            "input": several_of("dtmf speech"),
            "timeout": whole(1),
            "finishOnKey": keys,
            "numDigits": whole(1),
            "actionOnEmptyResult": flag,
            "bargeIn": flag,
            "language": one_of(" ".join(sorted(GATHER_LANGUAGES))),
            "hints": hints,
            "speechTimeout": whole_or_auto(1),
            "speechModel": something,
            "enhanced": flag,
            "profanityFilter": flag,
            "maxSpeechTime": whole(1, 60),
        },
        unplayed=names("partialResultCallback partialResultCallbackMethod debug"),
    ),
    "Record": Element(
        attributes={
            "action": anything,
            "method": method,
            "timeout": whole(1),
            "finishOnKey": keys,
            "maxLength": whole(1),
            "playBeep": flag,
            "trim": one_of("trim-silence do-not-trim"),
            "recordingStatusCallback": something,
            "recordingStatusCallbackEvent": several_of(RECORDING_EVENTS),
            "recordingStatusCallbackMethod": method,
        },
        unplayed=names("transcribe transcribeCallback recordingConfigurationId"),
    ),
    "Redirect": Element(attributes={"method": method}, has_text=True),
    "Hangup": Element(),
    "Reject": Element(attributes={"reason": one_of("rejected busy")}),
    "Dial": Element(
        names("Number Sip Client Queue Conference Application Sim WhatsApp"),
        {
            "action": anything,
            "method": method,
            "timeout": whole(5, 600),
            "timeLimit": whole(1, 14400),
            "callerId": something,
            "answerOnBridge": flag,
            "hangupOnStar": flag,
            "ringTone": one_of(RING_TONES),
        },
        unplayed=_RECORDING | names("recordingTrack sequential referUrl referMethod events"),
        has_text=True,
    ),
    "Number": Element(
        attributes={**_PROGRESS, "sendDigits": tones},
        unplayed=_MACHINE_DETECTION | names("byoc"),
        has_text=True,
    ),
    "Sip": Element(
        attributes={**_PROGRESS, "username": something, "password": something},
        unplayed=_MACHINE_DETECTION,
        has_text=True,
    ),
    "Client": Element(names("Identity Parameter"), _PROGRESS, has_text=True),
    "Conference": Element(
        attributes={
            "startConferenceOnEnter": flag,
            "endConferenceOnExit": flag,
            "maxParticipants": whole(2, 250),
            "beep": one_of("true false onEnter onExit"),
            "waitUrl": anything,
            "waitMethod": method,
            "participantLabel": something,
            "muted": flag,
            "coach": something,
            "statusCallback": something,
            "statusCallbackEvent": several_of(ROOM_EVENTS),
            "statusCallbackMethod": method,
        },
        unplayed=_RECORDING | names("region jitterBufferSize eventCallbackUrl"),
        has_text=True,
    ),
    "Identity": Element(has_text=True),
    "Parameter": Element(attributes={"name": something, "value": anything}),
}

# Verbs and nouns of Twilio that nobody here can play (yet). Their insides are not looked at.
_UNPLAYED = names("Application Connect Echo Enqueue Leave Pay Prompt Queue Refer Sim Sms Start Stop WhatsApp")

_VOICE_VERBS = names("Say Play Pause Gather Record Redirect Hangup Reject Dial") | (
    _UNPLAYED - names("Application Sim WhatsApp")
)

VOICE: Mapping[str, Element] = {
    "Response": Element(_VOICE_VERBS),
    **_PLAYED,
    **_SSML,
    **{name: Element(is_played=False) for name in _UNPLAYED},
}

MESSAGING: Mapping[str, Element] = {
    "Response": Element(names("Message Redirect")),
    "Message": Element(
        names("Body Media"),
        {"to": something, "from": something, "action": something, "method": method, "statusCallback": something},
        has_text=True,
    ),
    "Body": Element(has_text=True),
    "Media": Element(is_played=False),
    "Redirect": Element(attributes={"method": method}, has_text=True),
}
