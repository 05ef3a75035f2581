"""What breaks: the rows of `docs/faults.md`, in an operator's words."""

from tests.proofs.rows import Fault

FAULTS = (
    Fault(
        "F1",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F2",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F3",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F4",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F5",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F6",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F7",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F8",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F9",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F10",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F11",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F12",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F13",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F14",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F15",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F16",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F17",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F18",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F19",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F20",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F21",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F22",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F23",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F24",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F25",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F26",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F27",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F28",
        breaks="a new version comes in while people are on the phone, its schema before it",
        callers=(
            "Nothing. Each answer is made by whichever process is there, old or new; what a call needs to go on "
            "travels in its own address."
        ),
        returns=(
            "A process that is asked to end first finishes what it has in hand, within 30 s. The ledger is "
            "brought up to date before the processes: those of the version before go on, and may be started again "
            "beside it. Only where a step says that it changes what was there are they refused."
        ),
    ),
    Fault(
        "F29",
        breaks="two of every process run, by mistake or on two hosts",
        callers="Nothing. Nobody is dialled, texted or put before a supervisor twice.",
        returns=(
            "There is nothing to mend: whatever is done is claimed first, in one row of the ledger or one move of "
            "the board. Where one of two dies, the other goes on."
        ),
    ),
    Fault(
        "F30",
        breaks="no worker runs, or none hears the bell",
        callers=(
            "Who calls in is served as ever; a match that was made while somebody waits is heard at the next turn "
            "of the wait, within 20 s. Nobody is called back and no text leaves, but for what would else be "
            "broken: for that a supervisor's own phone is rung."
        ),
        returns=(
            "Every page says so within 60 s, and the ticker itself sends an alarm after a minute or so. What is "
            "owed is before a supervisor an hour before it is due at the latest. With a worker everything goes on "
            "by itself."
        ),
    ),
    Fault(
        "F31",
        breaks="the ticker is dead",
        callers=(
            "Who calls in is served. Nobody is called back, no circle widens by waiting, nothing is put before a "
            "supervisor."
        ),
        returns=(
            "Every page says so within 60 s and `/status` answers 503; `web` and `pages` raise an alarm after a "
            "minute, which a worker sends. All is over by itself once a ticker runs: it does what fell due, and "
            "ends the alarm."
        ),
    ),
    Fault(
        "F32",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F33",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F34",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
    Fault(
        "F35",
        breaks="to be written",
        callers="to be written",
        returns="to be written",
        untested="to be written",
    ),
)
