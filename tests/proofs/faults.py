"""What breaks: the rows of `docs/faults.md`, in an operator's words."""

from tests.proofs.rows import Fault

FAULTS = (
    Fault(
        "F1",
        breaks="A `web` process dies in the middle of an answer",
        callers="Before the promise is written: an apology by the fallback, which makes the promise itself where "
        "`web` is back by then. After it: the same promise, told again. Nothing is agreed that is not "
        "written.",
        returns="Who met nothing at all is found in the carrier's list within 5 min and owed a callback. A bell "
        "that was not rung for a job is made up for by the ticker within 15 s.",
    ),
    Fault(
        "F2",
        breaks="A worker dies before it has asked the carrier for a call",
        callers="Nothing; the callback is a few minutes later.",
        returns="After 60 s the attempt is in doubt; after two empty lists of the carrier's, three minutes on, it "
        "is dialled again: one call in all.",
    ),
    Fault(
        "F3",
        breaks="A worker dies after the carrier has made the call, before it is noted",
        callers="Nothing.",
        returns="The call is known by the first hook that carries the attempt's id, or by the carrier's list. It is"
        " not asked for again.",
    ),
    Fault(
        "F4",
        breaks="The same job is run twice, as where only the parent of a worker was killed",
        callers="Nothing.",
        returns="One attempt is open per promise, by an index of the database: the second execution does nothing. "
        "(Our workers run jobs in their own process and have no child that could outlive them.)",
    ),
    Fault(
        "F5",
        breaks="A worker hangs for minutes and wakes",
        callers="Nothing; the callback is a few minutes later.",
        returns="Meanwhile another worker has dialled. The one that wakes looks at the ledger right before it would"
        " ask, and dials nobody; an answer that it brings too late changes nothing.",
    ),
    Fault(
        "F6",
        breaks="Redis cannot be reached.",
        callers="Whoever calls hears within a second that something is wrong, and when they will be called back; "
        "or, where `[degraded] ring` names agents, one of those who are ready is rung. Who talks goes on "
        "talking; who waits hears music, keeps the place, and after 45 s is rung for by list or offered a"
        " callback.",
        returns="Everything, within 6 s of Redis's return: the queue from the calls themselves, agents and talks "
        "from the ledger. Every page says so meanwhile.",
    ),
    Fault(
        "F7",
        breaks="Redis is there and does not answer, or too late.",
        callers="As above. One answer waits for it once, for 0.55 s at the most, and the next five seconds nobody"
        " asks it.",
        returns="As above, within 6 s of its first answer.",
    ),
    Fault(
        "F8",
        breaks="Redis dies and comes back, with all that it knew, with the end of its file cut off, or with none"
        " of it.",
        callers="As above while it is away; promises are not touched.",
        returns="Every process goes on without a restart. What the file has lost is put back from the ledger "
        "within a second, and waiting calls come back with their next turn, within 20 s.",
    ),
    Fault(
        "F9",
        breaks="Redis is emptied in the middle of traffic (`FLUSHALL`).",
        callers="Nothing; an agent who was being rung is rung again.",
        returns="Agents, presences and talks within a second; waiting calls at their old places with their next "
        "turn, within 20 s.",
    ),
    Fault(
        "F10",
        breaks="Redis is full (`maxmemory`, no eviction).",
        callers="As when it cannot be reached: what it can still be asked is not trusted.",
        returns="Within 6 s of there being room again.",
    ),
    Fault(
        "F11",
        breaks="The ledger is locked: a backup, a migration, somebody's open transaction.",
        callers="Who calls reaches an agent who is free. Nobody is promised anything: who asks for a callback is "
        "told that something is wrong and keeps the place, or is given the fallback number.",
        returns="With the first request a second after the lock is gone. One answer waits for it once, for 2.25 s"
        " at the most; nobody queues up behind it.",
    ),
    Fault(
        "F12",
        breaks="The ledger is gone: its server stopped or died, its file was moved away. Or its schema is "
        "another program's.",
        callers="As when it is locked. On an unknown schema nothing starts.",
        returns="Within a second of its return, without a restart; what was committed is there.",
    ),
    Fault(
        "F13",
        breaks="A disk is full: the ledger's, that of Redis's file, that of the log.",
        callers="As when that store is gone. Of the log only lines are lost, and the next line that can be "
        "written says how many.",
        returns="As soon as there is room. Supervisors are told well before a disk is full, and again within a minute "
        "once it is, by text, e-mail and webhook, although nothing can be written down; every page says so.",
    ),
    Fault(
        "F14",
        breaks="The power fails, or the database's machine dies at once.",
        callers="Calls in progress go on at the carrier; what was promised before was on the disk.",
        returns="All that was committed, when the machine is back. Every connection is refused that would commit "
        "to less than the disk.",
    ),
    Fault(
        "F15",
        breaks='The carrier says "too many requests" (429)',
        callers="Callbacks are later by a minute or two; who calls in notices nothing.",
        returns="All dialling rests for 15 s, then 30, 60, up to 4 min; then the most urgent promise goes first. "
        "One call a second is asked for, never more. Nothing is in doubt: a 429 was never carried out.",
    ),
    Fault(
        "F16",
        breaks="The carrier answers 500 or 503, and nobody knows whether the call was made",
        callers="Nothing but a later callback.",
        returns="The attempt is in doubt until a hook, the carrier's list or two empty lists at least three minutes"
        " later tell; at most one call at a time.",
    ),
    Fault(
        "F17",
        breaks="The network breaks off in the middle of the carrier's answer, or the answer never comes",
        callers="Nothing.",
        returns='As above: it is never taken for "no call". A request is given up after 10 s.',
    ),
    Fault(
        "F18",
        breaks="The carrier's list of calls lags, or shows other calls to the same number",
        callers="Nothing: in the worst case an agent's phone rings twice, the customer's never.",
        returns="We wait at least three minutes before an empty list counts, and match by number and time. Should"
        " the list lag for longer still, the gate lets one agent through.",
    ),
    Fault(
        "F19",
        breaks="Word of a call comes twice, late, in the wrong order, not at all, or of a call that is not ours",
        callers="Nothing.",
        returns="States only go forward. What is never told is found by asking: an agent whose talk is over is free"
        " within 2 min, a call without an end is over after 4 h. Word of an unknown call is answered with "
        "204, logged, and writes nothing.",
    ),
    Fault(
        "F20",
        breaks="Two steps of one call are with two processes at the same instant",
        callers="Nothing.",
        returns="They are taken one after the other by the database, and the end is the same, whoever comes first.",
    ),
    Fault(
        "F21",
        breaks="The machine's clock is wrong or jumps",
        callers="Nothing. A clock that is ahead puts promises before a supervisor early.",
        returns="Deadlines are written once and never move. A process that is started more than 5 min behind the "
        "ledger's last sign of life refuses to run. After a jump ahead the night's retention erases nothing"
        " new before the clock has gone on for a night.",
    ),
    Fault(
        "F22",
        breaks="Summer time begins or ends",
        callers="Nothing.",
        returns="A promise of 24 hours is due after 86,400 seconds; opening hours stay where they are on the wall.",
    ),
    Fault(
        "F23",
        breaks="An agent's browser is closed while it rings",
        callers="The wait goes on at the same place; the next agent rings.",
        returns="The browser's last word, or 15 s of ringing in vain, or the reservation's expiry frees the agent; "
        "the next one is asked at once.",
    ),
    Fault(
        "F24",
        breaks="An agent's phone is off, engaged, not answered, or its voicemail picks up",
        callers="The wait goes on at the same place; the next agent rings. A voicemail never gets a caller, because"
        " it presses no key.",
        returns="The agent rests for a minute, and is on break after the second time in a row; a promise costs no "
        "attempt.",
    ),
    Fault(
        "F25",
        breaks="Somebody accepts twice, or two accept the same",
        callers="Nothing.",
        returns="One wins, also of twenty at once; the others are told so in a sentence (by the pages and the API: "
        "409).",
    ),
    Fault(
        "F26",
        breaks="The caller hangs up, at whatever step",
        callers="What was promised by then stands; hanging up in the wait is no wish, unless the line file says so.",
        returns="The agent is free within 5 s, and what became of the call is on the ledger. The steps are taken "
        "from the call flow itself: one that nobody tests fails the build.",
    ),
    Fault(
        "F27",
        breaks="The caller rings back while we dial",
        callers="One conversation: in the call that the caller made, or in the callback.",
        returns="The agent's ring for it stops, and the promise is kept by the talk.",
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
        breaks="A promise breaks whoever handles it",
        callers="Others: nothing. This one is called by a colleague's decision.",
        returns="After the third time it is set aside and put before a supervisor with the reason; all others go on.",
    ),
    Fault(
        "F33",
        breaks="The carrier refuses our account: unpaid, suspended, new credentials",
        callers="Callbacks wait. Calls may still come in, for as long as the carrier lets them.",
        returns="Dialling stops with the first refusal; every page says so within a minute; what is due is before a"
        " supervisor at least an hour before. The account is tried every 30 s, and dialling goes on by "
        "itself.",
    ),
    Fault(
        "F34",
        breaks="The carrier's REST does not answer, for hours",
        callers="Who calls in is served, and whoever waits is connected by the next turn of the wait, within 20 s. "
        "Callbacks wait.",
        returns="Every page says so within a minute, also where nobody is dialled. It is asked again after 5 s, "
        "then ever more rarely, up to every 5 min; what falls due meanwhile is before a supervisor at least"
        " an hour before; the rest is kept when it is back.",
    ),
    Fault(
        "F35",
        breaks="A thousand callbacks are owed at once, by five agents",
        callers="They are called in the order of their deadlines, one a second at most.",
        returns="What cannot be kept is before a supervisor nearly a day before it is due, within a minute of being"
        " owed; the earliest deadlines have the room that there is.",
    ),
)
