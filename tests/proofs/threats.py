"""What people try: the rows of `docs/threats.md`, in an operator's words."""

from tests.proofs.rows import Threat

THREATS = (
    Threat(
        "T1",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T2",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T3",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T4",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T5",
        attack="Many dial at once, silently and for long, with made-up numbers, so that nobody else gets through.",
        answer=(
            "Of one phone two calls at most, and five minutes in the menu. Beyond `[callers] most_live` callers "
            "who are in the menu or wait (1,000), whoever comes is offered a callback and let go: no wait, no speech "
            "recognition. A process that has had no free moment for 2 s asks new callers to call again, and hears out "
            "those on the line. `[callers] refused` lists numbers that are not answered, and so not billed. The alarm "
            "`too_busy` is raised within 40 s."
        ),
        remains=(
            "A flood costs what its answered minutes cost: refuse its numbers, and ask the carrier to stop it. Many "
            "lines to the same callers, and the carrier's own limits, are not ours to widen."
        ),
    ),
    Threat(
        "T6",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T7",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T8",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T9",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T10",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T11",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T12",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T13",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T14",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T15",
        attack=(
            "They send a colleague a link to our sign-in page that leads on to a page of theirs; or ask for our "
            "pages by a host name of theirs."
        ),
        answer=(
            "After signing in a browser is sent to a page of ours or to the first one: over thirty spellings of "
            "elsewhere end there. The pages answer to the host of `PAGES_BASE_URL` alone (400 else); what the "
            "carrier is told and what its signatures are checked against is `PUBLIC_BASE_URL`, whatever a header "
            "says."
        ),
        remains="Set both addresses to what people and the carrier really use.",
    ),
    Threat(
        "T16",
        attack=(
            "A caller speaks instructions to the machine, or words that look like keys, markup or a command; or "
            "writes them in a text."
        ),
        answer=(
            "What is said means a need of the menu, a colleague's name, a cry for help, or nothing: then a person "
            "takes the call. Nothing else follows from words, in any step, and no language model decides "
            "anything. Agents see what was said as a quotation."
        ),
    ),
    Threat(
        "T17",
        attack="Somebody is recorded without having agreed; the number of a card lies on a recording or in a note.",
        answer=(
            "Recording is off unless the line file asks for it, and then begins after a row that says who agreed, "
            "and when. There is one request that records, and one `<Record>`, which follows its notice. What "
            "passes the check of a card's number is replaced by `****` before it is kept, keyed, said, texted or "
            "noted."
        ),
        remains="The line takes no card payments: an agent who hears a card's number read out stops the recording.",
    ),
    Threat(
        "T18",
        attack=(
            "Somebody asks what is kept of them, or to be forgotten; or a copy of the ledger is found years later."
        ),
        answer=(
            "One list says of every personal column what ends it, and a column that it does not know fails the "
            "tests. An erasure leaves nothing of the number in the ledger, its file, a copy made from then on, "
            "the board or the log, and no figure changes; what is kept for 90 days is gone on the 91st."
        ),
        remains=(
            "Copies made before an erasure still hold the person: keep them no longer than you say. Answer within "
            "a month."
        ),
    ),
    Threat(
        "T19",
        attack="A callback at six in the morning, because the phone is in another zone or a clock was changed.",
        answer=(
            "A phone is rung within `call_between` only, on the clock of every zone that its number may be in, "
            "which ten thousand hours of all zones and of the days of changed clocks show. Where these hours end "
            "before the deadline, the promise is due at their end, and before a supervisor two hours earlier."
        ),
    ),
    Threat(
        "T20",
        attack="A package that the service is built upon is replaced, or a version of it turns out to be vulnerable.",
        answer="Every package is pinned with hashes, and installed only if they agree; npm runs no install scripts. "
        "`make audit` asks each week and before each release, and fails where it could not ask. What is in an image, "
        "and under which licence, is listed.",
        remains="An audit knows what was published. Between the publication and your next weekly audit a vulnerable "
        "version runs; base images are pinned by tag and not by digest.",
    ),
    Threat(
        "T21",
        attack="Somebody who can write to Redis puts work of theirs on the bell.",
        answer=(
            "A worker runs the jobs that we ring for, by name and with ids. A pickle, any other function, and "
            "whatever is to be called after a job fail, and nothing of them is loaded."
        ),
        remains=(
            "Who can write to Redis can still stop the bell and the board: bind it to a private address, with a "
            "password. The ticker does without the bell."
        ),
    ),
    Threat(
        "T22",
        attack=(
            "A secret in the repository, in a log or in a dump of the environment; a debugger that was left "
            "switched on."
        ),
        answer=(
            "The checkout is searched for what looks like a secret. Nothing that can be guessed is taken for one, "
            "and with `DEBUG` set no process starts: exit code 2. What settings hold is printed nowhere, and the "
            "log hides it, by value and by name."
        ),
        remains="Secrets in files (`NAME_FILE`) that only the service may read; rotate one that was seen.",
    ),
    Threat(
        "T23",
        attack="A formula where a name or a note is expected, for whoever opens the file in a spreadsheet.",
        answer=(
            "In every file that leaves the pages a cell that would be a formula begins with `'`, also where a "
            "spreadsheet ends cells at `;`, a tab or a bare carriage return. All that there is of a person is "
            "handed out as JSON."
        ),
    ),
    Threat(
        "T24",
        attack=(
            "Line breaks in whatever is logged, to forge a record; bodies of a mebibyte; clients that send a byte "
            "a minute."
        ),
        answer=(
            "Each record is one line of JSON whatever is in a field, an address or a header. A body of more than "
            "64 KiB is refused by its length (413) before it is read. A slow client holds one of the sixteen "
            "threads of its `web` process."
        ),
        remains=(
            "Slow clients are the proxy's: let it read a request whole before it passes it on, and give up after "
            "ten seconds."
        ),
    ),
    Threat(
        "T25",
        attack="An agent marks a promise as kept without having called; somebody tidies up the record afterwards.",
        answer=(
            "Nobody has a key that keeps a promise. It is kept by a leg of the customer's that the carrier "
            "connected, and whatever agents key, click or text while that phone does not answer, it is owed. The "
            "timeline takes no change and no deletion: the database itself refuses."
        ),
        remains=(
            "A supervisor can withdraw a promise: by whom, when and why stands on its timeline and in the figures."
        ),
    ),
)
