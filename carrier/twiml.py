"""From bytes to verbs: parse a document strictly, or say which of Twilio's errors it is.

Plays nothing. Document types and entities are refused by the parser itself; a mistake that Twilio only
warns of is an error here (see `grammar`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from carrier import voices
from carrier.grammar import MAX_SAY, VOICE, Element

NOT_PARSABLE = 12100
NOT_VALID = 12200
WRONG_CONTENT_TYPE = 12300
SAY_TOO_LONG = 13521
INVALID_NESTED_VERB = 13320

TWIML_TYPES = {"text/xml", "application/xml", "text/html"}


class TwimlError(Exception):
    """A document that cannot be played. `code` is Twilio's."""

    def __init__(self, code: int, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(slots=True)
class Verb:
    """An element as it was written; `text` includes what its markup encloses."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: "list[Verb]" = field(default_factory=list)
    text: str = ""
    line: int = 0

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default)

    def is_on(self, attribute: str, default: bool = False) -> bool:
        return self.attributes.get(attribute, "true" if default else "false") == "true"


def read(body: bytes, content_type: str, url: str, grammar: Mapping[str, Element] = VOICE) -> list[Verb]:
    """The verbs of an answer, by its content type (Twilio, "TwiML: MIME types").

    XML is TwiML; audio is played and then the call ends; plain text is TwiML if it is, else read aloud.
    """
    if content_type.startswith("audio/"):
        return [Verb("Play", text=url)]
    if content_type == "text/plain":
        text = body.decode(errors="replace")
        return parse(body, grammar) if text.lstrip().startswith("<") else [Verb("Say", text=text)]
    if content_type not in TWIML_TYPES:
        raise TwimlError(WRONG_CONTENT_TYPE, f"{url} answered {content_type or 'no content type'}")
    return parse(body, grammar)


def parse(document: bytes, grammar: Mapping[str, Element] = VOICE) -> list[Verb]:
    """The verbs of a TwiML document, checked against `grammar`."""
    response = _build(document)
    if response.name != "Response":
        raise TwimlError(NOT_PARSABLE, f"the document is a <{response.name}>, not a <Response>")
    _check(response, grammar)
    return response.children


def _build(document: bytes) -> Verb:
    parser = expat.ParserCreate()
    root = Verb("")
    open_verbs = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        verb = Verb(name, attributes, line=parser.CurrentLineNumber)
        open_verbs[-1].children.append(verb)
        open_verbs.append(verb)

    def end(name: str) -> None:
        verb = open_verbs.pop()
        open_verbs[-1].text += verb.text if open_verbs[-1].name in _ENCLOSING else ""

    def add_text(text: str) -> None:
        open_verbs[-1].text += text

    def refuse(*_: object) -> None:
        raise TwimlError(NOT_PARSABLE, "a document type is not allowed in TwiML")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = add_text
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(document, True)
    except expat.ExpatError as error:
        raise TwimlError(NOT_PARSABLE, f"not XML: {error}") from error
    return root.children[0]


# Elements whose text is what they say, markup included.
_ENCLOSING = {"Say", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"}


def _check(verb: Verb, grammar: Mapping[str, Element]) -> None:
    element = grammar[verb.name]
    where = f"<{verb.name}> in line {verb.line}"
    if not element.is_played:
        raise TwimlError(NOT_VALID, f"{where}: not played yet by this carrier")
    for name, value in verb.attributes.items():
        if name in element.unplayed:
            raise TwimlError(NOT_VALID, f"{where}: attribute {name!r} is not played yet by this carrier")
        if name not in element.attributes:
            raise TwimlError(NOT_VALID, f"{where}: there is no attribute {name!r}")
        if wrong := element.attributes[name](value):
            raise TwimlError(NOT_VALID, f"{where}: {name}={value!r} {wrong}")
    if verb.text.strip() and not element.has_text:
        raise TwimlError(NOT_VALID, f"{where}: text is not allowed here: {verb.text.strip()[:40]!r}")
    if verb.name == "Say":
        _check_say(verb)
    for child in verb.children:
        if child.name not in element.children:
            code = INVALID_NESTED_VERB if verb.name == "Gather" else NOT_VALID
            raise TwimlError(code, f"<{child.name}> in line {child.line}: not allowed in <{verb.name}>")
        _check(child, grammar)


def _check_say(verb: Verb) -> None:
    if len(verb.text) > MAX_SAY:
        raise TwimlError(SAY_TOO_LONG, f"<Say> of {len(verb.text)} characters; at most {MAX_SAY}")
    if objection := voices.objection(verb.get("voice"), verb.get("language")):
        raise TwimlError(*objection)
