"""Each rule in a sentence that a person can read: what it is called, what it means, and what there is to do.

Deliberately words no message to anybody's phone: those are `voice_app.alarm_words`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from routing.alarms import Rule
from voice_app.pages.words import N_

About = Literal["promise", "process", "text", "call", "recording", "cap", "carrier", "disk", "line"]
"""What a rule's alarms are about, which says where more of it is to be found."""


@dataclass(frozen=True, slots=True)
class Words:
    """`name`: what has happened, in few words. `means`: when it is raised, and when it is over. `to_do`: what helps."""

    name: str
    means: str
    to_do: str
    about: About


RULES: Final[Mapping[str, Words]] = {
    Rule.EMERGENCY: Words(
        N_("Somebody spoke of danger to life"),
        N_("A caller said so and nobody could be reached, or somebody wrote it in a text."),
        N_("Call back at once, and see who helps."),
        "call",
    ),
    Rule.TICKER_SILENT: Words(
        N_("The ticker stands still"),
        N_("It has given no sign of life for a minute. It is over with its next beat."),
        N_("Start the ticker again; nothing is lost, what became due meanwhile is done then."),
        "process",
    ),
    Rule.BOARD_GONE: Words(
        N_("Redis is gone, or takes nothing more"),
        N_(
            "For half a minute nobody could see who waits and who is free, or no worker could be woken. "
            "It is over within half a minute of Redis’s return."
        ),
        N_(
            "Start Redis again, or give it memory or room on its disk. "
            "Nothing has to be put back: the queue grows back by itself."
        ),
        "process",
    ),
    Rule.LEDGER_GONE: Words(
        N_("Our records could not be written"),
        N_(
            "The database was gone for half a minute, or its disk was full. Supervisors were told without it; "
            "this was written down afterwards."
        ),
        N_("Find out what filled the disk, or stopped the database."),
        "process",
    ),
    Rule.DISK_LOW: Words(
        N_("A disk is nearly full"),
        N_(
            "There is less room than the settings want for our records or our log, or Redis cannot write its file. "
            "It is over once there is room again."
        ),
        N_("Make room, or move backups elsewhere. Once it is full nothing more is promised."),
        "disk",
    ),
    Rule.CARRIER_ACCOUNT: Words(
        N_("The phone company refuses our account"),
        N_("It turned a request down: closed, suspended, or other credentials. It is asked again each half minute."),
        N_("Look into the account with the phone company."),
        "carrier",
    ),
    Rule.CARRIER_SILENT: Words(
        N_("The phone company does not answer us"),
        N_("It is down, or cannot be reached. It is asked again by itself; the alarm is over once it answers."),
        N_("See whether others have the same trouble; callbacks go on by themselves."),
        "carrier",
    ),
    Rule.WORKER_SILENT: Words(
        N_("No worker does its work"),
        N_("The bell has rung for a minute and nobody has answered it. It is over once one answers."),
        N_("Start a worker again; what is due waits."),
        "process",
    ),
    Rule.PROMISE_BROKEN: Words(
        N_("A promise was not kept in time"),
        N_(
            "Its time has passed and nobody was called back; it is still owed. It is over once it is kept or withdrawn."
        ),
        N_("Call now, or give it to somebody who can."),
        "promise",
    ),
    Rule.PROMISE_AT_RISK: Words(
        N_("A promise may not be kept in time"),
        N_("By the agents who are expected, its turn comes too late, or something stands in its way."),
        N_("Call now, give it to an agent, or move it within its time."),
        "promise",
    ),
    Rule.PROMISE_CRASHED: Words(
        N_("Handling a promise broke down again and again"),
        N_("After three times nobody dials it by itself any more."),
        N_("Call by hand, and tell whoever looks after the software."),
        "promise",
    ),
    Rule.TEXT_UNREAD: Words(
        N_("Somebody sent a text that a person must read"),
        N_("No rule of ours could tell what it asks for."),
        N_("Read it, and answer by phone."),
        "text",
    ),
    Rule.WEB_WAS_AWAY: Words(
        N_("We did not answer the phone for a while"),
        N_("Callers met the fallback, or an engaged tone. Those who are known have been promised a callback."),
        N_("Find out what stopped us; the callbacks are made by themselves."),
        "line",
    ),
    Rule.PROMISE_UNAPPROVED: Words(
        N_("A promise waits for your word"),
        N_("Its number is one that is not called without a colleague’s decision."),
        N_("Approve it, or withdraw it with a reason."),
        "promise",
    ),
    Rule.CAPS_REACHED: Words(
        N_("A cap against fraud was reached"),
        N_("More was asked of us than is usual; what is held back waits for a colleague."),
        N_("Look whether it is fraud or a busy day, and approve what is honest."),
        "cap",
    ),
    Rule.GHOSTS_LAID: Words(
        N_("Much had to be put right of which nobody told us"),
        N_("More than five calls within a minute ended, or stood, otherwise than we had been told."),
        N_("Look whether the phone company reaches us: its hooks may be lost."),
        "line",
    ),
    Rule.TOO_BUSY: Words(
        N_("More people call than we can hear"),
        N_("Who calls now is offered a callback, or asked to call again; whoever is on the line already is helped."),
        N_("Look whether it is a busy hour or a flood. Numbers that flood us can be refused in the line file."),
        "line",
    ),
    Rule.RECORDING_UNDELETED: Words(
        N_("A recording that must be gone is still there"),
        N_("A day after it was to be deleted, the phone company still has it."),
        N_("Delete it by hand with the phone company."),
        "recording",
    ),
    Rule.TEST: Words(
        N_("A test alarm"),
        N_("A supervisor tries out whether each channel arrives. It is over after ten minutes."),
        N_("Nothing is wrong."),
        "line",
    ),
}

UNKNOWN: Final = Words(N_("Something that an older version of us does not know"), "", "", "line")
"""A rule of a newer version of us."""
