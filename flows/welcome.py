"""The way in: greeting and menu in one breath, what the answer means, and what there is when nobody can answer.

Deliberately never asks twice what was keyed or said, and has one level only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from flows import emergency, spoken
from flows.facts import Facts, Heard, Line, MenuEntry, Person
from flows.intents import JoinQueue, NoteEntered
from flows.node import node
from flows.phrases import phrase
from flows.questions import ask, goodbye, to_a_person
from flows.thread import Step, Thread
from flows.tongues import language_of
from flows.turn import Turn
from flows.verbs import Ask, Say
from flows.wording import worded
from flows.words import plain

OTHER_LANGUAGES = "987"
"""The keys of the line's second, third and fourth language."""
FIRST_LANGUAGE = "6"
"""The key of the line's first language, for a caller who is spoken to in another."""


@node("welcome", asks={"agent", "recognised"})
def welcome(heard: Heard, facts: Facts) -> Turn:
    """Somebody calls the support number."""
    if facts.agent is not None:
        return Turn(then=facts.thread.to("staff"))
    return greet(heard, facts)


@node("greeting", asks={"recognised"})
def greet(_: Heard, facts: Facts) -> Turn:
    """A caller is greeted, by name of the line and with the menu, or with the promise that we owe."""
    if facts.recognised is not None:
        return Turn(then=facts.thread.to("recognised"))
    return _offer_menu(facts, facts.thread, _greeting(facts))


@node("entries")
def entries(_: Heard, facts: Facts) -> Turn:
    """The menu without a greeting."""
    return _offer_menu(facts, facts.thread)


@node("menu")
def menu(heard: Heard, facts: Facts) -> Turn:
    """What a caller answered to the menu."""
    thread = facts.thread
    if heard.silence:
        return Turn(then=thread.retry("entries") if thread.tries == 0 else to_a_person(thread, None))
    if heard.digits == "#":
        return Turn(then=thread.to("greeting"))
    if language := _languages_by_key(facts.line, thread.language).get(heard.digits):
        return Turn(then=replace(thread, language=language).to("greeting"))
    if emergency.is_emergency(heard.speech, _all_words(facts.line)):
        return Turn(intents=(NoteEntered(heard.speech),), then=thread.to("emergency"))
    noted = NoteEntered(heard.digits or heard.speech)
    person = _person_of_words(heard.speech, facts.line)
    if person is not None and thread.arrived_at is None:
        return Turn(intents=(noted,), then=replace(thread, person=person, need=None).to("asked_for"))
    need = _need_of_key(heard.digits, facts.line) or _need_of_words(heard.speech, facts.line)
    return Turn(intents=(noted,), then=to_a_person(thread, need))


@node("chosen", asks={"open", "staffed"})
def chosen(_: Heard, facts: Facts) -> Turn:
    """A caller wants a person, about the thread's need."""
    if not (facts.open and facts.staffed):
        return Turn(then=facts.thread.to("closed"))
    thread = replace(facts.thread, arrived_at=facts.now)
    return Turn(intents=(JoinQueue(thread.need, language_of(thread.language), facts.now),), then=thread.to("waiting"))


@node("closed", asks={"open", "opens_at", "closed_because"})
def closed(_: Heard, facts: Facts) -> Turn:
    """Nobody can answer now: a callback is offered."""
    language, need = facts.thread.language, facts.thread.need
    about_anything = (phrase(language, "closed_about_anything"),) if need is not None else ()
    sentences = _why_nobody_answers(facts), phrase(language, "closed_offer"), *about_anything
    return ask(facts.thread, "closed_answer", *sentences)


@node("closed_answer")
def closed_answer(heard: Heard, facts: Facts) -> Turn:
    """`1` a callback, `0` one about anything; silence and other keys promise nothing."""
    thread = facts.thread
    if heard.digits == "1":
        return Turn(then=thread.to("callback"))
    if heard.digits == "0":
        return Turn(then=replace(thread, need=None).to("callback"))
    if heard.digits == "#":
        return Turn(then=thread.to("greeting"))
    if thread.tries == 0:
        return Turn(then=thread.retry("closed"))
    return goodbye(thread, "goodbye")


def _offer_menu(facts: Facts, thread: Thread, greeting: str | None = None) -> Turn:
    line, language = facts.line, thread.language
    sentences = [greeting] if greeting else []
    for place, entry in enumerate(line.menu):
        sentence = "menu_next" if place else "menu_first"
        sentences.append(spoken.capital(phrase(language, sentence, label=entry.label[language], key=entry.key)))
    sentences.append(phrase(language, "menu_person"))
    words = _all_words(line)
    if words:
        sentences.append(phrase(language, "menu_speech"))
    # Each language is offered in itself: nobody else needs the offer.
    offers = [
        Say(phrase(other, "menu_language", key=key), other)
        for key, other in _languages_by_key(line, language).items()
        if language_of(other) != language_of(language)
    ]
    prompts = (Say(" ".join(sentences), language), *offers)
    # Names last: of a long list the carrier takes but the first.
    hints = (*words, *emergency.SOME_HINTS, *(person.name for person in line.people)) if words else ()
    return Turn((Ask(prompts, Step("menu", thread), language, listens_for=hints),))


def _languages_by_key(line: Line, spoken_now: str) -> Mapping[str, str]:
    keys = dict(zip(OTHER_LANGUAGES, line.languages[1:], strict=False))
    first = line.languages[0]
    return keys if language_of(spoken_now) == language_of(first) else {**keys, FIRST_LANGUAGE: first}


def _all_words(line: Line) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for entry in line.menu for word in _words_of(entry, line)))


def _words_of(entry: MenuEntry, line: Line) -> tuple[str, ...]:
    return tuple(word for language in line.languages for word in entry.words.get(language, ()))


def _need_of_key(digits: str, line: Line) -> str | None:
    return next((entry.need for entry in line.menu if entry.key == digits), None)


def _need_of_words(speech: str, line: Line) -> str | None:
    """The one need of which a word or phrase was said; None where there is none, or more than one."""
    needs = _meant(speech, [(word, entry.need) for entry in line.menu for word in _words_of(entry, line)])
    return needs.pop() if len(needs) == 1 else None


def _person_of_words(speech: str, line: Line) -> str | None:
    """The one agent whose name was said, or its first word. A word of the menu goes before a name; a name that two
    agents have is nobody's."""
    if _meant(speech, [(word, entry.need) for entry in line.menu for word in _words_of(entry, line)]):
        return None
    people = _meant(speech, [(name, person.id) for person in line.people for name in _names_of(person)])
    return people.pop() if len(people) == 1 else None


def _names_of(person: Person) -> set[str]:
    return {person.name, *person.name.split()[:1]}


def _meant(speech: str, meanings: Iterable[tuple[str, str]]) -> set[str]:
    """What was meant by the words or phrases that were said whole.

    One that is part of a longer phrase that was said too does not count: "storing contract" is not a "storing".
    """
    said = plain(speech)
    known = [(plain(words), meaning) for words, meaning in meanings]
    heard = [(words, meaning) for words, meaning in known if words.strip() and words in said]
    return {meaning for words, meaning in heard if not any(words != longer and words in longer for longer, _ in heard)}


def _greeting(facts: Facts) -> str:
    return worded(facts.line, facts.thread.language, "welcome", name=facts.line.name)


def _why_nobody_answers(facts: Facts) -> str:
    line, language = facts.line, facts.thread.language
    if facts.open:
        return worded(line, language, "nobody")
    if facts.closed_because is not None:
        return spoken.sentence(facts.closed_because)
    if facts.opens_at is None:
        return worded(line, language, "closed")
    moment = spoken.moment(facts.opens_at, facts.now, line.timezone, language)
    return worded(line, language, "closed_until", moment=moment)
