"""TwiML: what each verb becomes, and that no text whatever can become anything else."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.twiml import parse
from flows.facts import Heard
from flows.thread import Step, Thread
from flows.verbs import Ask, Bridge, Connect, Goto, Hangup, Meet, Pause, Play, Prompt, Record, Ring, Say, Verb
from voice_app.numbers import Phone
from voice_app.twiml import LONGEST_SIP_HEADERS, Urls, read_heard, render
from voice_app.voices import VOICES

BASE = "https://phone.example.org"
NUMBER = Phone("+31201234567")
STEP = Step("menu", Thread("nl", need="billing", arrived_at=datetime(2026, 11, 21, 12, tzinfo=UTC)))
STEP_URL = f"{BASE}/voice/menu?l=nl&n=billing&a=1795262400000"
ADDRESSES = ("action", "url", "statusCallback", "recordingStatusCallback")
GRAMMAR = Path(__file__).parents[3] / "shared" / "reference" / "twilio" / "twiml_grammar.json"


def rendered(*verbs: Verb) -> ElementTree.Element:
    return ElementTree.fromstring(render(verbs, Urls(BASE), NUMBER))  # noqa: S314 - our own document


def shown(*verbs: Verb) -> str:
    """The document without its frame."""
    text = render(verbs, Urls(BASE), NUMBER).removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
    return text.removeprefix("<Response>").removesuffix("</Response>").replace("&amp;", "&")


def test_words_are_spoken_by_the_voice_of_their_language() -> None:
    assert shown(Say("Goedemiddag.", "nl")) == '<Say language="nl-NL" voice="Polly.Laura-Neural">Goedemiddag.</Say>'


def test_a_belgian_s_french_has_a_voice_of_its_own_and_is_heard_as_french() -> None:
    ask = Ask((Say("Oui ?", "fr-BE"),), STEP, "fr-BE", listens_for=("facture",))
    assert '<Say language="fr-BE" voice="Polly.Isabelle-Neural">' in shown(ask)
    assert 'language="fr-FR"' in shown(ask)


def test_music_is_a_file_of_ours_and_a_pause_whole_seconds() -> None:
    assert shown(Play(3)) == f"<Play>{BASE}/static/music/piece-3.wav</Play>"
    assert shown(Pause(timedelta(milliseconds=200))) == '<Pause length="1" />'
    assert shown(Pause(timedelta(milliseconds=2100))) == '<Pause length="3" />'


def test_a_question_takes_one_key_at_once_and_silence_to_the_same_place() -> None:
    ask = Ask((Say("Ja?", "nl"), Play(0)), STEP, "nl", patience=timedelta(seconds=1))
    assert shown(ask) == (
        f'<Gather action="{STEP_URL}" finishOnKey="" input="dtmf" numDigits="1" timeout="1">'
        '<Say language="nl-NL" voice="Polly.Laura-Neural">Ja?</Say>'
        f"<Play>{BASE}/static/music/piece-0.wav</Play></Gather><Redirect>{STEP_URL}</Redirect>"
    )


def test_a_number_is_typed_until_the_hash_key() -> None:
    gather = rendered(Ask((), STEP, "nl", digits=None))[0]
    assert gather.get("finishOnKey") == "#"
    assert gather.get("numDigits") is None


def test_words_are_listened_for_only_where_there_are_any() -> None:
    gather = rendered(Ask((), STEP, "en", listens_for=("bill", "in, voice")))[0]
    assert gather.get("input") == "dtmf speech"
    assert gather.get("language") == "en-GB"
    assert gather.get("hints") == "bill, in  voice"
    assert gather.get("speechTimeout") == "auto"


def test_no_more_words_are_listened_for_than_twilio_takes() -> None:
    gather = rendered(Ask((), STEP, "nl", listens_for=("woord " * 30,) * 600))[0]
    hints = (gather.get("hints") or "").split(",")
    assert len(hints) == 500
    assert max(map(len, hints)) <= 101


WHISPER = Step("whisper", Thread("en", subject="r1"))
RANG = Step("rang", Thread("nl", subject="r1"))
LEG = f'statusCallback="{BASE}/agent/status?i=r1" statusCallbackEvent="initiated ringing answered completed"'
DIAL = (
    f'<Dial action="{BASE}/voice/rang?l=nl&i=r1" answerOnBridge="true" callerId="{NUMBER}" ringTone="nl" timeout="15">'
)


@pytest.mark.parametrize(
    ("reach", "noun"),
    [
        ("tel:+31612345678", f'<Number {LEG} url="{BASE}/voice/whisper?l=en&i=r1">+31612345678</Number>'),
        (
            "sip:anna@pbx.example",
            f'<Sip {LEG} url="{BASE}/voice/whisper?l=en&i=r1">'
            "sip:anna@pbx.example?X-Gehoor-Need=billing&X-Gehoor-Waited-Seconds=12%20s</Sip>",
        ),
        (
            "client:anna",
            f'<Client {LEG}><Identity>anna</Identity><Parameter name="need" value="billing" />'
            '<Parameter name="waited_seconds" value="12 s" /></Client>',
        ),
    ],
)
def test_an_agent_rings_with_a_whisper_unless_the_phone_is_a_browser(reach: str, noun: str) -> None:
    ring = Ring("r1", reach, timedelta(seconds=15), WHISPER, RANG, {"need": "billing", "waited_seconds": "12 s"})
    assert shown(ring) == f"{DIAL}{noun}</Dial>"


def test_what_would_make_sip_headers_too_long_is_left_out() -> None:
    context = {"need": "billing", "note": "é" * 400, "language": "nl"}
    ring = Ring("r1", "sip:anna@pbx.example", timedelta(seconds=15), WHISPER, RANG, context)
    uri = rendered(ring)[0][0].text or ""
    assert uri.endswith("?X-Gehoor-Need=billing&X-Gehoor-Language=nl")


def test_a_customer_is_rung_without_a_whisper_and_the_agent_goes_on_afterwards() -> None:
    connect = Connect("+31612345678", timedelta(seconds=25), Step("called", Thread("nl", subject="a1")))
    assert shown(connect) == (
        f'<Dial action="{BASE}/voice/called?l=nl&i=a1" answerOnBridge="true" callerId="{NUMBER}" hangupOnStar="true"'
        f' ringTone="nl" timeLimit="3600" timeout="25"><Number statusCallback="{BASE}/customer/status?i=a1"'
        ' statusCallbackEvent="initiated ringing answered completed">+31612345678</Number></Dial>'
    )


def test_the_fallback_number_is_rung_and_that_is_all() -> None:
    whispered = shown(Connect("+31612345678", timedelta(seconds=25), whisper=Step("emergency_whisper", Thread("nl"))))
    assert '<Number url="https://phone.example.org/voice/emergency_whisper?l=nl">+31612345678</Number>' in whispered
    assert shown(Connect("+31207654321", timedelta(hours=1))) == (
        f'<Dial answerOnBridge="true" callerId="{NUMBER}" ringTone="nl" timeout="600">'
        "<Number>+31207654321</Number></Dial>"
    )


def test_a_line_of_another_country_rings_as_phones_do_there() -> None:
    connect = Connect("+442079460018", timedelta(seconds=25))
    for number, tone in (("+442079460018", "uk"), ("+3225550123", "be"), ("+35312345678", None)):
        dial = ElementTree.fromstring(render([connect], Urls(BASE), Phone(number)))[0]  # noqa: S314 - our own
        assert dial.get("ringTone") == tone


def test_a_message_is_recorded_and_told_of_under_its_promise() -> None:
    then = Step("message_taken", Thread("nl", promise="p1"))
    assert shown(Record("p1", then, timedelta(minutes=2), timedelta(seconds=7))) == (
        f'<Record action="{BASE}/voice/message_taken?l=nl&m=p1" finishOnKey="#" maxLength="120" playBeep="true" '
        f'recordingStatusCallback="{BASE}/recording/status?i=p1" recordingStatusCallbackEvent="completed" timeout="7" '
        f'trim="trim-silence" /><Redirect>{BASE}/voice/message_taken?l=nl&m=p1</Redirect>'
    )


def test_going_on_ending_and_bridging() -> None:
    assert shown(Goto(STEP)) == f"<Redirect>{STEP_URL}</Redirect>"
    assert shown(Hangup()) == "<Hangup />"
    assert shown(Bridge()) == "<Response />"


@pytest.mark.parametrize(("ends", "written"), [(False, "false"), (True, "true")])
def test_a_room_is_a_conference_without_a_sound_of_its_own(ends: bool, written: str) -> None:
    assert shown(Meet("id1", STEP, ends=ends)) == (
        f'<Dial action="{STEP_URL}">'
        f'<Conference beep="false" endConferenceOnExit="{written}" waitUrl="">id1</Conference></Dial>'
    )


@pytest.mark.parametrize(
    ("form", "heard"),
    [
        ({}, Heard()),
        ({"Digits": "1", "msg": "Gather End"}, Heard("1")),
        ({"Digits": "#"}, Heard("#")),
        ({"Digits": "*"}, Heard("*")),
        ({"Digits": ""}, Heard()),
        ({"Digits": "hangup"}, Heard()),
        ({"Digits": "1" * 40}, Heard("1" * 32)),
        ({"Digits": "١"}, Heard()),
        ({"SpeechResult": " een\x00 \n rekening\x1b "}, Heard(speech="een rekening")),
        ({"SpeechResult": "a" * 4000}, Heard(speech="a" * 500)),
    ],
)
def test_what_was_keyed_or_said_is_heard(form: dict[str, str], heard: Heard) -> None:
    assert read_heard(form) == heard


# ── no text becomes anything but text ───────────────────────────────────────────────────────────────────────────────

anything = st.text() | st.text(st.characters(), max_size=50).map(lambda text: f"</Say><Dial>{text}]]>&#0;")
languages = st.sampled_from(sorted(VOICES))
lengths = st.timedeltas(timedelta(0), timedelta(days=1))
instants = st.none() | st.datetimes(timezones=st.just(UTC))
passed_on = st.dictionaries(anything, anything, max_size=3)
threads = st.builds(Thread, anything, st.none() | anything, instants, subject=st.none() | anything, promise=anything)
steps = st.builds(Step, anything, threads)
spoken_steps = st.builds(Step, anything, st.builds(Thread, languages, st.none() | anything, instants))
prompts: st.SearchStrategy[Prompt] = st.one_of(
    st.builds(Say, anything, languages), st.builds(Play, st.integers(0, 99)), st.builds(Pause, lengths)
)
reaches = st.tuples(st.sampled_from(["tel:", "sip:", "client:"]), anything).map("".join)
verbs: st.SearchStrategy[Verb] = st.one_of(
    prompts,
    st.builds(
        Ask,
        st.lists(prompts, max_size=3).map(tuple),
        steps,
        languages,
        st.none() | st.just(1),
        lengths,
        st.lists(anything, max_size=3).map(tuple),
    ),
    st.builds(Ring, anything, reaches, lengths, steps, steps, passed_on),
    st.builds(Ring, anything, reaches, lengths, steps, spoken_steps, passed_on, anything),
    st.builds(Connect, anything, lengths, st.none() | steps),
    st.builds(Record, anything, steps, lengths, lengths),
    st.builds(Goto, steps),
    st.just(Bridge()),
    st.just(Hangup()),
)


@pytest.mark.threat("T9")
@given(st.lists(verbs, max_size=4))
def test_no_text_adds_or_changes_an_element(turn: list[Verb]) -> None:
    document = rendered(*turn)
    found = Counter(element.tag for element in document.iter() if element.tag not in ("Say", "Response"))
    assert found == Counter(tag for verb in turn for tag in _elements(verb))
    assert sum(1 for _ in document.iter("Say")) <= sum(1 for verb in turn for _ in _sayings(verb))


@pytest.mark.threat("T9")
@given(st.lists(verbs, max_size=4))
def test_every_url_is_ours(turn: list[Verb]) -> None:
    for element in rendered(*turn).iter():
        urls = [value for name, value in element.attrib.items() if name in ADDRESSES]
        urls += [element.text or ""] if element.tag in ("Redirect", "Play") else []
        for url in urls:
            assert re.fullmatch(
                rf"{re.escape(BASE)}/(voice|agent|customer|recording|static/music)/[\w.~%\-]*(\?[\w.~%&=+\-]*)?", url
            ), url


@given(anything)
def test_what_is_said_fits_and_is_what_was_meant(text: str) -> None:
    say = rendered(Say(text * 50, "nl")).find("Say")
    spoken = "" if say is None else say.text or ""
    assert len(spoken) <= 4096
    assert spoken == spoken.strip()


@pytest.mark.threat("T9")
@given(st.dictionaries(anything, anything, max_size=40))
def test_a_sip_address_stays_within_twilios_limits(context: dict[str, str]) -> None:
    uri = rendered(Ring("r1", "sip:anna@pbx.example", timedelta(seconds=15), WHISPER, RANG, context))[0][0].text or ""
    address, _, headers = uri.partition("?")
    assert address == "sip:anna@pbx.example"
    assert len(headers) <= LONGEST_SIP_HEADERS


words = st.from_regex(r"[A-Za-z0-9_\-]{1,32}", fullmatch=True)
our_steps = st.builds(
    Step, words, st.builds(Thread, st.just("nl"), st.none() | words, instants, subject=st.none() | words)
)
questions = st.builds(
    Ask,
    st.lists(prompts, max_size=3).map(tuple),
    our_steps,
    languages,
    st.none() | st.just(1),
    lengths,
    st.lists(anything, max_size=3).map(tuple),
)
rings = st.builds(
    Ring,
    words,
    st.sampled_from(["tel:+31612345678", "sip:anna@pbx.example:5061", "client:anna"]),
    lengths,
    our_steps,
    our_steps,
    st.dictionaries(words, anything, max_size=9),
)
connections = st.builds(Connect, st.just("+31612345678"), lengths, st.none() | our_steps)
messages = st.builds(Record, words, our_steps, lengths, lengths)


rooms = st.text("abcdef0123456789", min_size=1, max_size=64)
going_on = (
    st.builds(Goto, our_steps)
    | st.builds(Meet, rooms, our_steps, st.booleans())
    | st.just(Bridge())
    | st.just(Hangup())
)


@pytest.mark.threat("T9")
@given(st.one_of(prompts, questions, rings, connections, messages, going_on))
def test_the_strictest_reader_takes_every_document(verb: Verb) -> None:
    """The stand-in refuses what Twilio only warns of: unknown attributes, values out of range, texts too long."""
    parse(render([verb], Urls(BASE), NUMBER).encode())


def _sayings(verb: Verb) -> Iterator[Say]:
    if isinstance(verb, Ring) and verb.notice:
        yield Say(verb.notice, verb.then.thread.language)
    yield from (prompt for prompt in (verb.prompts if isinstance(verb, Ask) else (verb,)) if isinstance(prompt, Say))


def _elements(verb: Verb) -> Iterator[str]:
    match verb:
        case Play() | Pause() | Hangup():
            yield type(verb).__name__
        case Ask():
            yield from ("Gather", "Redirect")
            for prompt in verb.prompts:
                yield from _elements(prompt)
        case Ring(reach=reach):
            yield "Dial"
            yield {"tel": "Number", "sip": "Sip", "client": "Client"}[reach.partition(":")[0]]
            if reach.startswith("client:"):
                yield from ("Identity", *("Parameter" for _ in verb.context))
        case Connect():
            yield from ("Dial", "Number")
        case Record():
            yield from ("Record", "Redirect")
        case Goto():
            yield "Redirect"


@pytest.mark.published
def test_every_element_attribute_and_voice_is_twilios() -> None:
    grammar = json.loads(GRAMMAR.read_text())
    ask = Ask((Say("a", "nl"), Play(0), Pause(timedelta(seconds=1))), STEP, "nl", listens_for=("a",))
    rings = [
        Ring("r", f"{scheme}:a", timedelta(seconds=9), WHISPER, RANG, {"a": "b"}) for scheme in ("tel", "sip", "client")
    ]
    record = Record("p1", STEP, timedelta(minutes=2), timedelta(seconds=7))
    document = rendered(ask, record, *rings, Connect("+31612345678", timedelta(seconds=9), STEP), Goto(STEP), Hangup())
    for parent in document.iter():
        rules = grammar["elements"][parent.tag]
        assert set(parent.attrib) <= set(rules["attributes"]), parent.tag
        assert {child.tag for child in parent} <= set(rules["children"]), parent.tag
