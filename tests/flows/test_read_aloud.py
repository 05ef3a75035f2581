"""Everything that is said, read aloud: each sentence has a budget in seconds, and each place where people hang up.

The budgets are what was measured and a little more, so that a sentence that grows is noticed. Vendors advise greeting
and menu within 25 to 30 s and an option within 8 s. A caller hears ringing during a whisper: 4 s, 7 s at the longest.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from flows import book, spoken
from flows.facts import NOTHING, Facts, Promised, Wait, Window, Work
from flows.phrases import LANGUAGES, TONGUES, phrase
from flows.thread import Thread
from flows.tongues import language_of
from flows.verbs import Ask, Say
from tests.flows.aloud import all_seconds, needs_a_voice, seconds
from tests.flows.sample import AMSTERDAM, LINE, MENU, NOW, PROMISED
from tests.flows.test_phrases import placeholders

A_WEDNESDAY = NOW + timedelta(days=2, hours=3, minutes=25)
"""Neither today nor tomorrow, and no whole hour: such times take longest to say."""
A_MORNING = Window(NOW + timedelta(hours=22), NOW + timedelta(hours=25))

SENTENCE = 6.0
"""Seconds, for a sentence that is not in the next list."""
LONGER = {
    "closed_until": 9.0,
    "only_offer": 8.0,
    "promised": 11.5,
    "promised_window": 11.0,
    "promised_approval": 7.5,
    "promised_options": 9.0,
    "number": 8.5,
    "number_heard": 13.0,
    "message_notice": 9.0,
    "recognised": 10.5,
    "recognised_window": 9.5,
    "recognised_late": 7.5,
    "recognised_options": 9.0,
    "apology": 8.0,
    "apology_promised": 12.0,
    "apology_waiting": 8.0,
    "apology_ringing": 6.5,
    "staff_options": 8.0,
    "outcome_ask": 6.5,
    "no_later": 7.0,
    "recording_ask": 9.5,
    "last_call": 8.0,
    "last_call_ask": 6.5,
    "last_call_may_ask": 6.5,
}
SILENT = ("text_", "alarm_", "agent_", "letter_", "date_written", "moment_written")
"""Read, not heard; but for `text_follows`."""


def values(tongue: str) -> Mapping[str, object]:
    """What may stand in the braces of a sentence: long, as it really happens."""
    return {
        "name": "Voorbeeld",
        "colleague": "Annika",
        "label": MENU[4].label[language_of(tongue)],
        "about": MENU[4].label[language_of(tongue)],
        "key": 5,
        "moment": spoken.moment(A_WEDNESDAY, NOW, AMSTERDAM, tongue),
        "time": spoken.moment(A_WEDNESDAY, NOW, AMSTERDAM, tongue),
        "window": spoken.stretch(A_MORNING, NOW, AMSTERDAM, tongue),
        "count": 11,
        "range": spoken.wait_range(timedelta(minutes=10), timedelta(minutes=20), tongue),
        "number": phrase(tongue, "own_number"),
        "digits": spoken.digits("+32470123456", tongue),
        "emergency": spoken.digits("112", tongue),
        "duration": spoken.duration(timedelta(minutes=23), tongue),
        "day": phrase(tongue, "yesterday"),
        "clock": spoken.clock(A_WEDNESDAY, AMSTERDAM, tongue),
        "low": 10,
        "high": 20,
        "weekday": "Wednesday",
        "date": 25,
    }


@needs_a_voice
@pytest.mark.parametrize("tongue", TONGUES)
def test_every_sentence_is_read_aloud_within_its_budget(tongue: str) -> None:
    keys = [key for key in TONGUES[tongue] if not key.startswith(SILENT) or key == "text_follows"]
    unknown = {name for key in keys for name in placeholders(TONGUES[tongue][key])} - values(tongue).keys()
    assert not unknown, f"give them a value in `values`, and they can be read aloud: {unknown}"
    took = all_seconds((phrase(tongue, key, **values(tongue)), tongue) for key in keys)
    late = [f"{key}: {took:.1f} s" for key, took in zip(keys, took, strict=True) if took > LONGER.get(key, SENTENCE)]
    assert not late, late


def waits(tongue: str) -> Thread:
    return Thread(tongue, need="billing", arrived_at=NOW)


def facts(tongue: str, **known: object) -> Facts:
    return replace(Facts(now=NOW, line=LINE, thread=Thread(tongue, subject="r1")), **known)  # type: ignore[arg-type] # as Facts has them


def everything(node: str, facts: Facts) -> list[tuple[str, str]]:
    """All that is said at a node that asks, with its tongues."""
    ask = book.play(node, NOTHING, facts).verbs[0]
    assert isinstance(ask, Ask)
    return [(prompt.text, prompt.language) for prompt in ask.prompts if isinstance(prompt, Say)]


def whole(node: str, facts: Facts) -> float:
    return sum(all_seconds(everything(node, facts)))


def until_last_entry(tongue: str) -> float:
    said = everything("welcome", facts(tongue))[0][0]
    return seconds(said[: said.index("5.") + 2], tongue)


def whisper(tongue: str, work: Work) -> float:
    return whole("whisper", facts(tongue, work=work))


def in_danger(tongue: str) -> str:
    return f"{phrase(tongue, 'emergency', **values(tongue))} {phrase(tongue, 'emergency_stay')}"


PLAIN = Work("billing", "nl", timedelta(0), is_promise=False)
LONG_WAIT = replace(PLAIN, waited=timedelta(minutes=12))
CALLBACK = Work("billing", "nl", timedelta(hours=23), is_promise=True)
URGENT = replace(CALLBACK, would_be_broken=True)
AGAIN = replace(LONG_WAIT, need="moving", contacts=(NOW - timedelta(days=1),))
SENT_ON = replace(PLAIN, need="moving", sent_on_by="Annika")
ASKED = replace(PLAIN, need="moving", consulted_by="Annika")
WANTS_A_WORD = replace(PLAIN, need="moving", consulted_by="Annika")
NAMED = replace(PLAIN, name="Anna de Vries")
LONG_NAMED = replace(AGAIN, name="Stichting Katholiek Onderwijs Noord-Holland")
OTHERWISE = {"nl": "fr", "en": "de", "fr": "de", "de": "en"}
BUSY = Wait(12, timedelta(0), timedelta(minutes=10), timedelta(minutes=20), may_offer=True)
TOMORROW = replace(PROMISED, call_by=NOW + timedelta(hours=23, minutes=25))
OTHER_NUMBER: Promised = replace(TOMORROW, digits="+32470123456", own_number=False)

PLACES = {
    "greeting and five entries": until_last_entry,
    "greeting, five entries, a person, speech, another language": lambda tongue: whole("welcome", facts(tongue)),
    "the same in a line of four languages": lambda tongue: whole(
        "welcome", facts(tongue, line=replace(LINE, languages=tuple(LANGUAGES)))
    ),
    "the callback offer": lambda tongue: seconds(phrase(tongue, "offer"), tongue),
    "position, wait and offer": lambda tongue: whole("hold", facts(tongue, thread=waits(tongue), wait=BUSY)),
    "closed, and the offer": lambda tongue: whole("closed", facts(tongue, open=False, opens_at=A_WEDNESDAY)),
    "a promise and its options": lambda tongue: whole("promised", facts(tongue, promise=TOMORROW)),
    "the same at another number, while waiting": lambda tongue: whole(
        "promised", facts(tongue, thread=waits(tongue), promise=OTHER_NUMBER)
    ),
    "what we owe, and the options": lambda tongue: whole("recognised", facts(tongue, recognised=TOMORROW)),
    "somebody in danger": lambda tongue: seconds(in_danger(tongue), tongue),
    "a whisper": lambda tongue: whisper(tongue, PLAIN),
    "a whisper after a wait": lambda tongue: whisper(tongue, LONG_WAIT),
    "a whisper for a callback": lambda tongue: whisper(tongue, CALLBACK),
    "a whisper for a callback with a message": lambda tongue: whisper(tongue, replace(CALLBACK, has_message=True)),
    "a whisper for an urgent callback": lambda tongue: whisper(tongue, URGENT),
    "a whisper for a caller who waited and called before": lambda tongue: whisper(tongue, AGAIN),
    "a whisper for a caller who waited for this agent": lambda tongue: whisper(tongue, replace(AGAIN, asked_for=True)),
    "a whisper with a name": lambda tongue: whisper(tongue, replace(NAMED, language=tongue)),
    "a whisper with a name after a wait": lambda tongue: whisper(
        tongue, replace(NAMED, language=tongue, waited=timedelta(minutes=2))
    ),
    "a whisper with a long name, after a long wait": lambda tongue: whisper(
        tongue, replace(LONG_NAMED, language=tongue)
    ),
    "a whisper with a name, for a caller in another language": lambda tongue: whisper(
        tongue, replace(NAMED, language=OTHERWISE[tongue])
    ),
    "a whisper with a name for a callback": lambda tongue: whisper(
        tongue, replace(CALLBACK, language=tongue, name="Anna de Vries")
    ),
    "a whisper for a caller who is sent on": lambda tongue: whisper(tongue, SENT_ON),
    "a whisper for a colleague who wants a word first": lambda tongue: whisper(tongue, ASKED),
    "a whisper of a colleague who wants a word": lambda tongue: whisper(tongue, WANTS_A_WORD),
}
BUDGETS = {
    "greeting and five entries": (11.6, 10.6, 11.2, 12.0),
    "greeting, five entries, a person, speech, another language": (17.2, 16.3, 19.2, 20.6),
    "the same in a line of four languages": (21.3, 20.5, 21.3, 22.7),
    "the callback offer": (5.5, 5.6, 5.8, 5.9),
    "position, wait and offer": (10.6, 10.3, 10.2, 11.1),
    "closed, and the offer": (10.0, 9.8, 7.2, 12.2),
    "a promise and its options": (19.8, 18.3, 16.1, 20.1),
    "the same at another number, while waiting": (26.1, 25.0, 21.9, 26.6),
    "what we owe, and the options": (15.7, 15.2, 13.3, 15.9),
    "somebody in danger": (9.0, 8.7, 7.5, 10.0),
    "a whisper": (3.6, 2.6, 3.1, 3.4),
    "a whisper after a wait": (5.2, 4.1, 4.6, 5.1),
    "a whisper for a callback": (6.3, 5.3, 5.5, 6.3),
    "a whisper for a callback with a message": (5.3, 4.5, 4.6, 4.7),
    "a whisper for an urgent callback": (6.8, 5.2, 5.6, 6.7),
    "a whisper for a caller who waited and called before": (6.7, 6.0, 5.8, 7.0),
    "a whisper for a caller who waited for this agent": (6.5, 5.6, 5.6, 6.6),
    "a whisper with a name": (3.4, 2.9, 3.1, 3.5),
    "a whisper with a name after a wait": (5.0, 4.3, 4.4, 5.1),
    "a whisper with a long name, after a long wait": (5.4, 5.3, 5.1, 5.5),
    "a whisper with a name, for a caller in another language": (4.2, 3.6, 3.7, 4.1),
    "a whisper with a name for a callback": (6.2, 5.5, 5.4, 6.4),
    "a whisper for a caller who is sent on": (5.4, 4.3, 4.4, 5.4),
    "a whisper for a colleague who wants a word first": (5.2, 4.5, 4.5, 5.2),
    "a whisper of a colleague who wants a word": (5.4, 4.5, 4.6, 5.4),
}
"""Seconds: Dutch, English, French, German."""


@needs_a_voice
@pytest.mark.parametrize("place", PLACES)
def test_nobody_is_talked_at_for_longer_than_the_budget(place: str) -> None:
    took = {language: PLACES[place](language) for language in LANGUAGES}
    budgets = dict(zip(("nl", "en", "fr", "de"), BUDGETS[place], strict=True))
    late = {language: round(took[language], 1) for language in took if took[language] > budgets[language]}
    assert not late, f"{place}: {late} s of {budgets}"


def test_the_budgets_keep_within_what_people_bear() -> None:
    assert BUDGETS.keys() == PLACES.keys()
    assert max(BUDGETS["the same in a line of four languages"]) <= 25
    assert max(BUDGETS["greeting and five entries"]) <= 12
    assert max(BUDGETS["the callback offer"]) <= 6
    assert max(BUDGETS["a whisper"]) < 4
    assert max(BUDGETS["a whisper with a name"]) < 4
    assert max(max(seconds) for place, seconds in BUDGETS.items() if "whisper" in place) <= 7
    for option in ("menu_first", "menu_next", "menu_person", "menu_language", "time_choice"):
        assert LONGER.get(option, SENTENCE) <= 8
