"""What people try: the rows of `docs/threats.md`, in an operator's words."""

from tests.proofs.rows import Threat

THREATS = (
    Threat(
        "T1",
        attack=(
            "People ask to be called back at numbers that cost: premium, satellite, islands, mobiles of far "
            "countries; by voice with a borrowed caller id, by text, by a web form. We pay by the minute, they share "
            "it."
        ),
        answer=(
            "Only ordinary numbers of `allowed_countries` are ever dialled (unset: the line's own country). "
            "Everything else is written down, put before a supervisor and dialled only once one agrees. Of numbers "
            "that differ in the last four digits 5 an hour are called, one number 3 times a day, all together 300 "
            "times an hour and 3,000 minutes a day (`[caps]`); a full cap stops dialling and raises an alarm. The "
            "agent is rung first, a talk ends after an hour, and no page or program adds a phone that costs."
        ),
        remains=(
            "In Twilio's console: geographic permissions for your countries alone, high-risk and toll-fraud numbers "
            "off; a usage trigger on daily spending. A fraudster's mobile in a country that you allow looks like any "
            "other: caps are what stops it, so set them to what your line needs."
        ),
    ),
    Threat(
        "T2",
        attack="People have us send texts to ranges of numbers that pay them for each.",
        answer=(
            "No text leaves without `[text] sender`, none to a typed number or outside the number policy, and to "
            "numbers that differ in the last four digits 5 of a kind an hour, however often they ask. A code by text "
            "needs an agent who talks with that caller: 3 a call, 5 a day for one number, 100 an hour for all."
        ),
        remains=(
            "Twilio's geographic permissions for messages, and its own protection against pumping. A texting number "
            "of a country costs where it is abused: watch the bill of the first weeks."
        ),
    ),
    Threat(
        "T3",
        attack=(
            "Somebody posts to our webhooks as if he were the carrier: a call that never was, a promise that was "
            "never kept."
        ),
        answer=(
            "Every webhook's signature is checked before anything is read, against `PUBLIC_BASE_URL` and no header; "
            "how it is made is fixed; two tokens count while one is rotated (`TWILIO_AUTH_TOKEN=new,old`). One other "
            "byte anywhere is 403, and neither store is written to. More than 64 KiB is not read. Without a token "
            "nothing starts."
        ),
        remains=(
            "The auth token is the key: keep it out of repositories, rotate it when somebody leaves. TLS all the way "
            "to the proxy: Twilio's scheme runs names and values together, so whoever could record a signed request "
            "could move letters between a field's name and its value."
        ),
    ),
    Threat(
        "T4",
        attack="Somebody recorded signed requests and sends them again, in any order, the next day too.",
        answer=(
            "A call that is over accepts nothing more, but for a first `1` to an offer that was already spoken, "
            "within 60 s; four hours after its beginning every call is over. What was told twice is written once. "
            "Fifty recorded calls, sent three times shuffled and again a day later, change no row."
        ),
        remains="Nothing, where TLS ends at your own proxy and nobody logs bodies there.",
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
        attack="A dialler tries PINs of agents, or codes of customers, call after call.",
        answer=(
            "Callers have no PIN. An agent's is asked only of a call that shows the agent's own number: 3 tries a "
            "call, 5 wrong ones a day for one agent, 100 an hour for all; then the right one is answered as a wrong "
            "one is, to the byte, and the agent signs in on the page. A code by text is good for 10 minutes and 3 "
            "guesses."
        ),
        remains=(
            "A PIN of 6 to 8 digits. An agent who hears that too many wrong PINs were keyed in should say so: "
            "somebody has the number. Another PIN, set on the roster, opens the way again at once."
        ),
    ),
    Threat(
        "T7",
        attack=(
            "Whoever reads logs, backups of them, Redis or addresses in a proxy's log collects phone numbers and names."
        ),
        answer=(
            "Ids stand in addresses, jobs, keys and logs, never a number; a filter masks what looks like one in every "
            "spelling, also in what libraries say and in tracebacks, and hides our secrets by value."
        ),
        remains=(
            "Your proxy's log and Twilio's own console hold what they hold: a short time to keep them, and few who "
            "read them."
        ),
    ),
    Threat(
        "T8",
        attack=(
            "A caller's name, what somebody says, texts, imports or notes is written so that an agent's browser runs "
            "it."
        ),
        answer=(
            "Everything is escaped where it is shown, no script takes a text for markup, and the policy that each "
            "answer carries lets no program run that is not a file of ours. Some 45 such texts through every field, "
            "every page opened in Chromium as a supervisor and as an agent: none ran, none became an element."
        ),
        remains=(
            "The firm's own records, which open from the desk by a link, are another program: it has to hold its own."
        ),
    ),
    Threat(
        "T9",
        attack=(
            "A caller's words, or a field of a webhook, are written to become an order to the carrier: end the "
            "sentence, dial somewhere."
        ),
        answer=(
            "What is said to the carrier is built from objects, never from text; what XML cannot carry is dropped; "
            "every address in it is ours, and every number is an agent's, the fallback number's or a promise's within "
            "policy."
        ),
        remains="Nothing.",
    ),
    Threat(
        "T10",
        attack="A forged recording address has us fetch something inside our own network, with our credentials.",
        answer=(
            "No address from a webhook is ever fetched: it is made of the recording's id and the carrier's host. "
            "Redirects are not followed, 10 s and 20 MiB at most. 33 tricks led nobody to a listener of ours. The "
            "address that is told who calls is neither a page's nor a program's to change."
        ),
        remains=(
            "Whoever may edit the line file may name addresses; let the workers reach Twilio, your mail server and "
            "the firm's program, and nothing else."
        ),
    ),
    Threat(
        "T11",
        attack="Another site has an agent's browser press a button of ours.",
        answer=(
            "A form must carry the token of its session and come from our own address; cookies are `SameSite=Lax`, "
            "and no address that is only looked at changes anything."
        ),
        remains="A host name of its own for the pages: what else runs under the same name is the same site.",
    ),
    Threat(
        "T12",
        attack="Somebody plants a session, or steals one.",
        answer=(
            "A new token at each sign-in, at the second factor and with another role; only a digest is kept. Twelve "
            "hours at most, one hour without a sign of life. Signing out, disabling, another password or another role "
            "end it with the next request, everywhere. Over TLS the cookie is `__Host-`, `Secure` and unreadable to "
            "scripts."
        ),
        remains=(
            "TLS, and screens that lock. `python -m voice_app agents sign-out` ends all sessions of somebody whose "
            "laptop is gone."
        ),
    ),
    Threat(
        "T13",
        attack="Passwords are tried, by the thousand or from lists; or only to keep our processor busy.",
        answer=(
            "After five wrong ones a name waits, up to 15 minutes each; a hundred are the last. An address has 30 in "
            "ten minutes. A name that does not exist is counted, answered and worked for as one that does. One "
            "password at a time is looked at, in a process that answers no calls; the rest are asked to come again. "
            "Supervisors have a second factor; a password has 15 characters and is none of the usual."
        ),
        remains=(
            "Where the proxy's addresses are all alike, see that it passes on the visitor's. Somebody can keep a name "
            "waiting on purpose: an invitation ends that."
        ),
    ),
    Threat(
        "T14",
        attack=(
            "An agent, or somebody whose account is disabled, opens what is a colleague's or a supervisor's, by "
            "guessing addresses; a program's token is found and used."
        ),
        answer=(
            "Each page says in one table who may open it, and whatever does not stand there is closed; ids that are "
            "not yours are not there (404). An agent sees a caller's number while the call is theirs. A television's "
            "link opens the wallboard alone, and ends with the account of whoever made it. A program's token opens "
            "the API and no page, and changes no more of the line than a page may: not its number, not a phone that "
            "costs, not who is told who calls, not the last supervisor."
        ),
        remains=(
            "The API's token reads every promise with its number: give it to programs on your own machines, never to "
            "a browser. Who looked stands under Privacy, Looks: read it."
        ),
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
