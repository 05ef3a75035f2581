"""The things a phone can do, as values.

Deliberately not TwiML: how a verb travels to the carrier is the secret of `voice_app.twiml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from flows.thread import Step


@dataclass(frozen=True, slots=True)
class Say:
    """Speak `text` in `language`, a tongue."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Play:
    """Play one piece of the waiting music, counted from 0; the pieces follow each other without a seam."""

    piece: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Say nothing for a while."""

    length: timedelta


Prompt = Say | Play | Pause


@dataclass(frozen=True, slots=True)
class Ask:
    """Speak or play `prompts` and listen; keys work from the first word. The answer goes to `then`.

    `digits`: how many keys make an answer, `#` and `*` among them; None: until `#`. `listens_for`: words that may be
    said instead of a key (empty: keys only). Silence for `patience` after the prompts also goes to `then`.
    """

    prompts: tuple[Prompt, ...]
    then: Step
    language: str
    digits: int | None = 1
    patience: timedelta = timedelta(seconds=5)
    listens_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """Beep, and record what is said, as a message under `promise`: until `#`, a `silence`, or `longest`. Goes on at
    `then`, also when nothing was said."""

    promise: str
    then: Step
    longest: timedelta
    silence: timedelta


@dataclass(frozen=True, slots=True)
class Ring:
    """Ring an agent's phone and connect it with this caller when the agent accepts.

    `reach`: `tel:`, `sip:` or `client:` and the address; `reservation`: the id under which the agent is held.
    `whisper`: the step that the agent hears on picking up; `then`: where the caller goes on when the ring or the talk
    is over. `context`: what a desk or a SIP phone may show, by name; never more than the agent may see. `notice`: what
    the caller hears before the phone rings.
    """

    reservation: str
    reach: str
    rings_for: timedelta
    whisper: Step
    then: Step
    context: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Connect:
    """Connect with a number of the firm's own (the fallback when the service is broken), or with a customer
    who is owed a call; `then` is where the conversation goes on afterwards, None: it ends. `whisper`: what whoever
    picks up hears and has to accept first; None: picking up is enough."""

    phone: str
    rings_for: timedelta
    then: Step | None = None
    whisper: Step | None = None


@dataclass(frozen=True, slots=True)
class Meet:
    """Go into the room of this name, and talk to whoever is there. `then`: where it goes on afterwards. `ends`: when
    this one leaves, the room is over. `starts`: nobody hears anybody before one who starts it has come. `is_muted`:
    hears, and is not heard."""

    room: str
    then: Step
    ends: bool = False
    starts: bool = True
    is_muted: bool = False


@dataclass(frozen=True, slots=True)
class Goto:
    """Go on at another step."""

    step: Step


@dataclass(frozen=True, slots=True)
class Bridge:
    """End the whisper: agent and caller talk."""


@dataclass(frozen=True, slots=True)
class Hangup:
    """End this leg."""


@dataclass(frozen=True, slots=True)
class Reject:
    """Refuse the call unheard; for a call that nobody has answered, and nothing else."""


Verb = Say | Play | Pause | Ask | Record | Ring | Connect | Meet | Goto | Bridge | Hangup | Reject
