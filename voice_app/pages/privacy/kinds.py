"""What is kept of people, in words: the tables of the ledger as a supervisor would call them, and for how long.

Deliberately knows no rule: `voice_app.ledger.keepings` has them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from voice_app.ledger import looks
from voice_app.ledger.keeping import Keeping, Rule
from voice_app.ledger.keepings import KEEPINGS
from voice_app.pages.words import N_, say
from voice_app.pages.writing import in_words

TABLES: Final[Mapping[str, str]] = {
    "agents_asked": N_("What an agent texted of a call"),
    "attempts": N_("Attempts to call back"),
    "calls": N_("Calls"),
    "customer_phones": N_("Numbers in the firm’s own list"),
    "customers": N_("Customers in the firm’s own list"),
    "drafts": N_("Notes that an agent has begun"),
    "follow_ups": N_("“Did we help you?”, and the answer"),
    "incoming_texts": N_("Texts that came in"),
    "invitation_letters": N_("Invitations of colleagues by e-mail"),
    "look_ups": N_("What the firm’s own program said of a number"),
    "promise_matters": N_("What a promise is about"),
    "promises": N_("Promises"),
    "texts": N_("Texts that went out"),
    "transfers": N_("Calls that were sent on"),
    "verifications": N_("Codes by which somebody was verified"),
}
COLUMNS: Final[Mapping[str, str]] = {
    "address": N_("e-mail address"),
    "body": N_("the words"),
    "candidate": N_("a number that was keyed in"),
    "comment": N_("own words"),
    "customers": N_("who it is"),
    "details": N_("details"),
    "entered": N_("what was keyed or said"),
    "id": N_("customer number"),
    "name": N_("name"),
    "note": N_("what was noted"),
    "phone": N_("phone number"),
    "prefix": N_("how the number begins"),
    "reason": N_("why it was taken back"),
    "unread": N_("words that could not be read"),
    "wrap_note": N_("what was noted"),
}
RULES: Final[Mapping[Rule, str]] = {
    "kept_so_long": N_("%(length)s"),
    "with_its_promise": N_("%(length)s from when the promise is closed; what is still owed keeps its number"),
    "firms_list": N_("until the firm’s own file no longer names it"),
    "staffs": N_("until the invitation is used or over, at most %(length)s"),
}
LEDGER: Final = N_("our own ledger")
CARRIER: Final = N_("the carrier")
BOARD: Final = N_("the board, in memory")
PSEUDONYM: Final = N_("a pseudonym of the number")
FOR_GOOD: Final = N_("for good: it names nobody")


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of the table: what, which parts of it are personal, where it lies, and for how long."""

    what: str
    parts: str
    where: str
    how_long: str


def table(keep: timedelta, keep_recordings: timedelta) -> list[Kept]:
    """All that is kept: first what is personal, from the ledger's own list, then what is not in a column."""
    rows = [_of_table(name, keep) for name in dict.fromkeys(keeping.table.name for keeping in KEEPINGS)]
    beside = [
        Kept(say(what), say(parts), say(where), how_long)
        for what, parts, where, how_long in (
            (N_("Recordings of talks and messages"), N_("voices"), CARRIER, in_words(keep_recordings)),
            (N_("Who waits and who talks"), N_("no number, no name"), BOARD, say(N_("until the call ends"))),
            (N_("Who looked at what"), N_("agents, by id"), LEDGER, in_words(looks.KEPT_FOR)),
            (N_("Who does not want to be asked"), PSEUDONYM, LEDGER, say(FOR_GOOD)),
            (N_("That somebody was erased"), PSEUDONYM, LEDGER, say(FOR_GOOD)),
            (N_("What happened to a promise"), N_("ids and codes alone"), LEDGER, say(FOR_GOOD)),
        )
    ]
    return [*rows, *beside]


def _of_table(name: str, keep: timedelta) -> Kept:
    of_it = [keeping for keeping in KEEPINGS if keeping.table.name == name]
    parts = dict.fromkeys(COLUMNS[column] for keeping in of_it for column in keeping.columns)
    return Kept(say(TABLES[name]), ", ".join(map(say, parts)), say(LEDGER), _how_long(of_it, keep))


def _how_long(of_it: Sequence[Keeping], keep: timedelta) -> str:
    return say(RULES[of_it[0].rule], length=in_words(keep))


def counted(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Rows by table, in words and in the order of the list."""
    names = dict.fromkeys(keeping.table.name for keeping in KEEPINGS)
    return [(say(TABLES[name]), counts[name]) for name in names if counts.get(name)]
