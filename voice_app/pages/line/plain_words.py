"""The sentences of the line's rules, and what a page says instead.

A table alone. In braces stands whatever a sentence is about; the words for the page name the same.
"""

from typing import Final

from voice_app.pages.words import N_

IN_PLAIN_WORDS: Final[tuple[tuple[str, str], ...]] = (
    # mistakes
    ("{it} is no duration of a second or more", N_("Fill in a whole number, 1 or more.")),
    ("{it} is longer than ten years", N_("That is longer than ten years.")),
    ("{it} is no stretch of a day", N_("Fill in both times: from and to.")),
    ("{it} ends after the day does", N_("That ends after the day does.")),
    (
        "{it} ends before it begins",
        N_("It ends before it begins. Over midnight, fill in two: one to 00:00, one from 00:00 on the next day."),
    ),
    ("{one} and {other} overlap", N_("%(one)s and %(other)s overlap. Make them one, or move one of them.")),
    ("no holidays are known for {it}", N_("We know no public holidays of that country.")),
    ("{it} is no phone number", N_("%(it)s is no phone number. Write it like +31612345678.")),
    ("no such number can exist: {it}", N_("The number %(it)s cannot exist. Check every digit.")),
    ("{it} is no beginning of a phone number", N_("%(it)s begins no phone number. Write it like +31970.")),
    ("{it} is no country", N_("%(it)s is no country. Write two capitals, like NL.")),
    ("{it} is no name for this", N_("Use small letters, digits, - and _ here, 40 at most.")),
    ("a few words are expected here", N_("A few words are needed here: 1 to 100 characters.")),
    ("a sentence is expected here", N_("A sentence is needed here: 1 to 300 characters.")),
    (
        "one short sentence is expected here",
        N_("One short sentence is needed here, 80 characters at most: a caller and an agent wait for its end."),
    ),
    ("{it} is no e-mail address", N_("%(it)s is no e-mail address.")),
    ("{it} is no address of a webhook", N_("%(it)s is no web address.")),
    ("{it} is no number of agents", N_("Fill in a number, or “auto”.")),
    ("a step comes before the one in front of it", N_("The second time comes before the first.")),
    ("something is in this list twice", N_("Something stands here twice. Name each once.")),
    ("it is missing", N_("This is missing.")),
    ("a whole number is expected here", N_("Fill in a whole number.")),
    ("it must be at least {least}", N_("It must be at least %(least)s.")),
    ("it must be at most {most}", N_("It must be at most %(most)s.")),
    ("at least {least} is needed here", N_("At least %(least)s is needed.")),
    ("at most {most} are allowed here, not {count}", N_("At most %(most)s are possible, not %(count)s.")),
    ("{it} stands in {other} too", N_("%(it)s is used twice. Use each once.")),
    ("{it} is none of {others}", N_("Choose one of these: %(others)s.")),
    ("it is not TOML: {error}", N_("This is no line file: %(error)s.")),
    (
        "{it} is outside the number policy, so no edit has us ring it",
        N_("%(it)s is outside the number policy, so no page has us ring it."),
    ),
    (
        "nobody would be left who can open these pages",
        N_("Nobody would be left who can open these pages. Make another supervisor first, who has a password."),
    ),
    (
        "there is a character in it that nobody sees",
        N_("There is a character in it that nobody sees. Type it anew."),
    ),
    ("nothing of this name is known", N_("Nothing of this name is known.")),
    ("a text in quotes is expected here", N_("A text is needed here.")),
    ("it is the support number itself", N_("That is the support number itself.")),
    # hours
    (
        "who asks from {start} to {end} cannot be called within {within}: the first call is possible {first}, "
        "every week",
        N_(
            "Whoever asks from %(start)s to %(end)s cannot be called back within %(within)s, every week: the first "
            "call is possible %(first)s. Open sooner, or put somebody on call."
        ),
    ),
    (
        "who asks from {start} to {end} cannot be called within {within}: no call is in sight, every week",
        N_("Whoever asks from %(start)s to %(end)s cannot be called back within %(within)s, nor in the weeks after."),
    ),
    (
        "who asks from {start} to {end} cannot be called within {within}: the first call is possible {first}, {why}",
        N_(
            "Whoever asks from %(start)s to %(end)s cannot be called back within %(within)s: the first call is "
            "possible %(first)s. Callers are told that later time; with somebody on call they need not be."
        ),
    ),
    (
        "nobody can ever be called back",
        N_("With these hours nobody can ever be called back. Open on some day, at a decent hour."),
    ),
    (
        "the number of the line is {number}, and is not changed here",
        N_("The number of the line is %(number)s, and is not changed here. Tell the carrier first."),
    ),
    (
        "who is asked whose phone it is, is not changed here",
        N_("The address that is told who calls is not changed here. Whoever looks after the machines can."),
    ),
    ("{it} is no time of day", N_("Fill in a time of day, like 07:00.")),
    (
        "what callers said themselves leaves the house by e-mail, and no erasure reaches it there",
        N_("What callers said themselves leaves the house by e-mail, and no erasure reaches it there."),
    ),
    ("the digest is sent to nobody", N_("It is sent to nobody.")),
    # wording and reasons
    (
        "what stands in braces is not filled here",
        N_("What you have put in braces is not known here. Use the names in braces of our own sentence."),
    ),
    (
        "its placeholders are not those of the sentence",
        N_("Use each name in braces of our own sentence, and no other."),
    ),
    (
        "it asks for a moment's patience: {words}",
        N_("It asks for patience (“%(words)s”), which callers hate. Say what happens next."),
    ),
    (
        "it says how important the call is: {words}",
        N_("It says how important the call is (“%(words)s”), which callers hate. Say what happens next."),
    ),
    ("a sentence or two are expected here", N_("A sentence or two are needed here, and not more.")),
    ("it is over before it begins", N_("It is over before it begins. Fill in a later time.")),
    (
        "it lasts longer than {days} days",
        N_("That is longer than %(days)s days. For longer, close days in the calendar."),
    ),
    ("{it} is no time", N_("Fill in a day and a time.")),
    ("{it} is no day", N_("Fill in a day.")),
    ("callers hear that you are closed, and not why", N_("Callers hear that you are closed, and not why.")),
    (
        "it is missing in {spoken}, in which callers hear the plain sentence",
        N_("The reason is missing in %(spoken)s: there, callers hear only that you are closed."),
    ),
    ("{day} is over", N_("The special day %(day)s is over.")),
    ("it is over since {when}", N_("The closure is over since %(when)s. It can be taken away.")),
    # people
    ("nobody with the skill {skill} speaks {spoken}", N_("Nobody who is trained for “%(skill)s” speaks %(spoken)s.")),
    ("nobody speaks {spoken}", N_("Nobody speaks %(spoken)s.")),
    (
        "nobody with the skill {skill} is on shift in any opening hour",
        N_("Nobody who is trained for “%(skill)s” is on shift in any opening hour."),
    ),
    (
        "nobody with the skill {skill} is on shift {times}",
        N_("Nobody who is trained for “%(skill)s” is on shift at these hours: %(times)s."),
    ),
    (
        "only a supervisor has the skill {skill}",
        N_("Only a supervisor is trained for “%(skill)s”, and then takes these calls too."),
    ),
    ("no menu entry leads to this skill", N_("Somebody has a skill that no entry of the menu leads to.")),
    ("{who} is trained for nothing", N_("%(who)s is trained for nothing, and is rung only once anybody will do.")),
    (
        "who says {word} asks for this entry, and is not told the emergency number",
        N_("Whoever says “%(word)s” asks for this entry, and is not told the emergency number. Leave that word out."),
    ),
    # times and switches
    ("it is never used: {switch} is false", N_("This time is never used: its rule is switched off.")),
    (
        "before the first agent's phone has rung out, the longest wait of {longest} is over",
        N_("Before the first agent’s phone has rung out, the longest wait of %(longest)s is over."),
    ),
    ("after {time} of ringing a voicemail has answered", N_("After %(time)s of ringing a voicemail has answered.")),
    ("Twilio rings for {least} at least", N_("The carrier rings for %(least)s at least.")),
    ("for {time} after each call an agent gets no other", N_("For %(time)s after each call an agent gets no other.")),
    (
        "people may be called at {times}, which wakes some of them",
        N_("People may be called at %(times)s, which wakes some of them."),
    ),
    (
        "nobody is dialled more than {count} times in 24 hours",
        N_("Nobody is called more than %(count)s times in 24 hours: later tries come too late."),
    ),
    (
        "a voice is kept for {voice}, and everything else that is known of the person for {rest}",
        N_("A voice is kept for %(voice)s, and everything else that is known of the person for %(rest)s."),
    ),
    (
        "{country}, the line's own country, is not among them",
        N_("%(country)s, the line’s own country, is not among them: each callback there waits for a colleague."),
    ),
    (
        "nobody is told when a promise is at risk, or the house is",
        N_("Nobody is told when a promise is at risk, or the service is. Name a phone or an e-mail address."),
    ),
    (
        "no promise is confirmed by text",
        N_("No promise is confirmed by text: no number is set up that can send texts."),
    ),
    (
        "when the service itself is broken, callers hear an apology and nobody's phone rings",
        N_("When the service itself is broken, callers hear an apology and nobody’s phone rings."),
    ),
    ("no text can leave without a text.sender", N_("No text can leave: no number is set up that can send texts.")),
    (
        "callers are told that a supervisor may listen, and there is none",
        N_("Callers are told that a supervisor may listen in, and there is none."),
    ),
)
