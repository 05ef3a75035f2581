"""What each verb of TwiML does to the leg it is played on, but for <Gather>, <Dial> and <Record>.

Sources: the page of each verb in Twilio's documentation, "TwiML for Programmable Voice".
"""

from collections.abc import Callable, Mapping

from carrier.dial import dial
from carrier.gather import gather
from carrier.player import Player
from carrier.recorder import record
from carrier.signals import End, Goto, Script
from carrier.sounds import perform_sound
from carrier.twiml import NOT_VALID, TwimlError, Verb

# Performs a verb; the last argument says whether it is the first of its document.
Performer = Callable[[Player, Verb, bool], Script]


def sound(player: Player, verb: Verb, is_first: bool) -> Script:
    """Say and Play answer the call."""
    player.exchange.lines.pick_up(player.call)
    yield from perform_sound(player, verb, ())
    return None


def pause(player: Player, verb: Verb, is_first: bool) -> Script:
    """Pause as the first verb lets an inbound call ring on."""
    yield from perform_sound(player, verb, ())
    return None


def redirect(player: Player, verb: Verb, is_first: bool) -> Script:
    yield from ()
    return Goto(player.resolve(verb.text), verb.get("method", "POST"))


def hang_up(player: Player, verb: Verb, is_first: bool) -> Script:
    """Hangup as the first verb still answers, and bills: only <Reject> does not."""
    player.exchange.lines.pick_up(player.call)
    yield from ()
    return End.HANGUP


def reject(player: Player, verb: Verb, is_first: bool) -> Script:
    """Reject works on an inbound call that was not answered, as the first verb."""
    yield from ()
    if not is_first or player.call.is_answered:
        raise TwimlError(NOT_VALID, f"<Reject> in line {verb.line}: the call has been answered")
    return End.BUSY if verb.get("reason") == "busy" else End.REJECTED


PERFORM: Mapping[str, Performer] = {
    "Say": sound,
    "Play": sound,
    "Pause": pause,
    "Gather": gather,
    "Redirect": redirect,
    "Hangup": hang_up,
    "Reject": reject,
    "Dial": dial,
    "Record": record,
}
