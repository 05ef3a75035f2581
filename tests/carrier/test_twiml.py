"""Documents are read strictly: what Twilio ignores or only warns of is an error here."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.grammar import MESSAGING, VOICE
from carrier.twiml import TwimlError, Verb, parse, read
from carrier.voices import AMAZON_VOICES, GATHER_LANGUAGES, SAY_LANGUAGES, language_of
from tests.carrier.service import twiml

REFERENCE = Path(__file__).parents[3] / "shared/reference/twilio"


def refusal(inside: str) -> TwimlError:
    with pytest.raises(TwimlError) as refused:
        parse(twiml(inside).encode())
    return refused.value


def test_a_document_is_a_list_of_verbs():
    verbs = parse(
        b'<?xml version="1.0"?>\n<!-- a comment -->\n<Response>\n  <Say language="nl-NL">Goedemorgen, '
        b"<emphasis>hallo</emphasis>!</Say>\n  <Hangup/></Response>"
    )
    assert [(verb.name, verb.line) for verb in verbs] == [("Say", 4), ("Hangup", 5)]
    assert verbs[0].text == "Goedemorgen, hallo!"
    assert verbs[0].get("language") == "nl-NL"


@pytest.mark.parametrize(
    "document",
    [
        "",
        "Hello",
        "<Response>",
        "<Response/><Response/>",
        "<response/>",
        "<Say>Hello</Say>",
        "<Response><Say>\x00</Say></Response>",
        "<Response><Say>a & b</Say></Response>",
        "<!DOCTYPE Response><Response><Say>a</Say></Response>",
        '<!DOCTYPE r [<!ENTITY a "b">]><Response><Say>&a;</Say></Response>',
        '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><Response><Say>&a;</Say></Response>',
    ],
)
def test_what_is_no_document_does_not_parse(document):
    """12100, document parse failure; document types are refused for safety."""
    with pytest.raises(TwimlError) as refused:
        parse(document.encode())
    assert refused.value.code == 12100


@pytest.mark.parametrize(
    ("inside", "code", "reason"),
    [
        ("<say>Hello</say>", 12200, "not allowed in <Response>"),
        ("<Number>+31612345678</Number>", 12200, "not allowed in <Response>"),
        ("<Gather><Dial>+31612345678</Dial></Gather>", 13320, "not allowed in <Gather>"),
        ("<Say><Pause/></Say>", 12200, "not allowed in <Say>"),
        ('<Gather numDigit="1"/>', 12200, "no attribute 'numDigit'"),
        ('<Gather numDigits="0"/>', 12200, "whole number from 1"),
        ('<Gather timeout="-1"/>', 12200, "whole number"),
        ("<Gather input=\"['dtmf', 'speech']\"/>", 12200, "some of dtmf speech"),
        ('<Gather finishOnKey="x"/>', 12200, "keys of a phone"),
        ('<Gather hints="' + "a," * 501 + '"/>', 12200, "500 phrases"),
        ('<Dial answerOnBridge="True">+31612345678</Dial>', 12200, "true or false"),
        ('<Dial timeout="3">+31612345678</Dial>', 12200, "from 5 to 600"),
        ('<Dial ringTone="nederland">+31612345678</Dial>', 12200, "one of"),
        ('<Dial method="PUT">+31612345678</Dial>', 12200, "GET or POST"),
        ("<Dial><Number statusCallbackEvent=\"['initiated']\">+31612345678</Number></Dial>", 12200, "some of"),
        ("Hello<Hangup/>", 12200, "text is not allowed"),
        (f"<Say>{'x' * 4097}</Say>", 13521, "at most 4096"),
        ('<Say voice="Polly.Lotte" language="de-DE">x</Say>', 13512, "speaks nl-NL"),
        ('<Say voice="Google.nl-NL-Wavenet-A" language="en-GB">x</Say>', 13512, "speaks nl-NL"),
        ('<Say voice="alice" language="nl-BE">x</Say>', 13512, "does not speak"),
        ('<Say voice="Polly.Lot">x</Say>', 13511, "unknown voice"),
        ('<Say language="nl">x</Say>', 13512, "unknown language"),
        ('<Record transcribe="true"/>', 12200, "'transcribe' is not played yet"),
        ('<Record maxLength="0"/>', 12200, "whole number from 1"),
        ('<Record trim="yes"/>', 12200, "one of"),
        ("<Record><Say>x</Say></Record>", 12200, "not allowed in <Record>"),
        ("<Enqueue>billing</Enqueue>", 12200, "not played yet"),
        ('<Dial><Conference region="ie1">room</Conference></Dial>', 12200, "not played yet"),
        ('<Dial><Conference muted="yes">room</Conference></Dial>', 12200, "true or false"),
        ('<Dial><Conference maxParticipants="1">room</Conference></Dial>', 12200, "from 2 to 250"),
        ('<Dial record="record-from-answer">+31612345678</Dial>', 12200, "not played yet"),
        ("<Dial><Number machineDetection='Enable'>+31612345678</Number></Dial>", 12200, "not played yet"),
    ],
)
def test_a_mistake_is_refused_by_code_and_in_words(inside, code, reason):
    refused = refusal(inside)
    assert refused.code == code
    assert reason in refused.detail
    assert "line 1" in refused.detail or code == 13521 or code // 10 == 1351


@given(st.binary(max_size=200))
def test_no_bytes_whatever_do_worse_than_not_to_parse(document):
    with pytest.raises(TwimlError) as refused:
        parse(document)
    assert refused.value.code == 12100


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_plain_text_is_said_as_it_stands_or_read_as_twiml(text):
    """text/plain is TwiML if it is, else read aloud – Twilio docs, "TwiML: MIME types"."""
    if not text.lstrip().startswith("<"):
        assert read(text.encode(), "text/plain", "") == [Verb("Say", text=text)]


@pytest.mark.published
def test_the_table_of_verbs_is_that_of_twilio():
    """Ours may leave out, and does so by name; what it has must be there, and nothing played is missing."""
    grammar = json.loads((REFERENCE / "twiml_grammar.json").read_text())
    elements = grammar["elements"]
    for name, ours in VOICE.items():
        theirs = elements[name]
        if not ours.is_played:
            continue
        their_attributes = set(theirs["attributes"])
        assert set(ours.attributes) | ours.unplayed == their_attributes, name
        # SIP headers in elements of their own are newer than what we play; so are these SDK-only children.
        left_out = {"Sip": {"Headers", "Uri"}, "Hangup": {"Parameter"}, "Reject": {"Parameter"}}
        assert ours.children | left_out.get(name, set()) == set(theirs["children"]), name
        for attribute, kind in ours.attributes.items():
            values = theirs["attributes"][attribute].get("enum")
            if isinstance(values, list):
                refused = {value for value in values if kind(value)}
                assert not refused, (name, attribute)


@pytest.mark.published
def test_the_voices_and_languages_are_those_of_twilio():
    grammar = json.loads((REFERENCE / "twiml_grammar.json").read_text())
    enums = grammar["large_enums"]
    assert set(grammar["elements"]["Say"]["attributes"]["language"]["enum"]) == SAY_LANGUAGES
    assert set(enums["_enum_language"]) >= GATHER_LANGUAGES
    assert set(enums["_enum_voice"]) >= set(AMAZON_VOICES)
    google = [voice for voice in enums["_enum_voice"] if voice.startswith("Google.")]
    assert all(language_of(voice) for voice in google if voice[7:12] in SAY_LANGUAGES)


# Of the official documents, those that we refuse although the verb is one we play, with the reason.
REFUSED_ON_PURPOSE = {
    "unknown language 'es'": "a language without a country, from a migration guide of 2016",
    "<Message> in line": "examples that show voice and messaging in one document; no product plays both",
    "<Parameter> in line": "parameters of <Hangup> and <Reject> are undocumented",
}


@pytest.mark.published
def test_every_official_document_is_read_or_refused_for_what_is_not_played():
    documents = json.loads((REFERENCE / "twiml_corpus.json").read_text())["docs"]
    refusals = [refused for document in documents if (refused := refusal_of(document["twiml"]))]
    reasons = ("not played yet", *REFUSED_ON_PURPOSE)
    unexplained = [refused for refused in refusals if not any(reason in refused for reason in reasons)]
    assert unexplained == []
    assert len(documents) - len(refusals) >= 75


def refusal_of(document: str) -> str:
    """Why neither voice nor messaging reads it; "" when one does. A message's words are about messages."""
    details = []
    for grammar in (VOICE, MESSAGING):
        try:
            parse(document.encode(), grammar)
        except TwimlError as refused:
            details.append(refused.detail)
        else:
            return ""
    return details[1] if "<Message" in document and "<Say" not in document else details[0]
