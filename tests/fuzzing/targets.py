"""Everything of ours that reads what strangers wrote, each as a function of bytes that must not raise.

One list for two who make up the bytes: Hypothesis, within the tests, and atheris, who sees which lines they reach
(`python -m tests.fuzzing`). What a target asserts is what callers of that code may rely on, whatever comes in.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from flows.replies import At, read_reply
from flows.thread import Step
from flows.verbs import Ask, Goto, Say
from tests.flows.sample import RING
from voice_app import numbers, signature, steps, twiml
from voice_app.accounts import second_factor
from voice_app.cards import without_cards
from voice_app.customers.answer import NoAnswer, read_answer
from voice_app.customers.columns import Unclear
from voice_app.customers.importing import Order, columns_of, look
from voice_app.customers.sheet import open_sheet
from voice_app.hook import read_hook
from voice_app.line import Line, load
from voice_app.mistakes import Mistakes

NOW = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
"""The night in which Amsterdam's clock goes back."""
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LANGUAGES = ("nl", "en", "fr", "de")
LINE_FILE = Path(__file__).parents[2] / "line.toml"
BASE = "https://line.example"
TOKEN = "only-for-the-fuzzing"
URLS = twiml.Urls(BASE, 7)
FIELDS = ("CallSid", "From", "To", "CallStatus", "Digits", "SpeechResult", "Direction", "RecordingDuration", "Body")
KEYS = frozenset("0123456789*#")


class Made:
    """Bytes as what is wanted of them: the beginning chooses, the rest is text."""

    def __init__(self, raw: bytes) -> None:
        self._left = raw

    def number(self, below: int) -> int:
        taken, self._left = self._left[:2], self._left[2:]
        return int.from_bytes(taken, "big") % below

    def piece(self) -> str:
        length = self.number(200)
        taken, self._left = self._left[:length], self._left[length:]
        return _text(taken)

    def pairs(self, names: tuple[str, ...]) -> dict[str, str]:
        found: dict[str, str] = {}
        while self._left:
            found[names[self.number(len(names))]] = self.piece()
        return found

    @property
    def rest(self) -> bytes:
        return self._left


def _text(raw: bytes) -> str:
    """Half characters too, which no UTF-8 gives and a `\\ud800` in JSON does."""
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def a_hook(raw: bytes) -> None:
    """The fields and the address of a request of the carrier's."""
    made = Made(raw)
    query = {key: made.piece() for key in "lnasuoktmiedwv"}
    form = made.pairs(FIELDS)
    step = steps.read_step(made.piece() or "menu", query, LANGUAGES)
    hook = read_hook(form, step.thread, NOW)
    assert set(hook.heard.digits) <= KEYS
    assert len(hook.heard.digits) <= twiml.MOST_KEYS
    assert len(hook.heard.speech) <= twiml.LONGEST_SPEECH
    assert hook.heard.speech.isprintable() or "\n" not in hook.heard.speech
    assert len(hook.sid) <= 64
    again = steps.step_url(step, steps.read_version(query))
    assert again.isascii()
    assert "\n" not in again
    _ = (hook.recorded_for, hook.heard)


def a_signature(raw: bytes) -> None:
    """Whatever a stranger signs with, it is not Twilio; what Twilio signs is."""
    made = Made(raw)
    url = BASE + "/voice/menu?" + made.piece()
    stranger = made.piece()
    form = MultiDict(made.pairs(FIELDS))
    right = signature.sign(url, form, TOKEN)
    assert signature.is_really_twilio(url, form, right, [TOKEN])
    assert not signature.is_really_twilio(url, form, right, [])
    if stranger != right:
        assert not signature.is_really_twilio(url, form, stranger, [TOKEN])


def a_number(raw: bytes) -> None:
    """A caller id, typed digits, a cell: read, judged, masked; and only where we may call is it callable."""
    made, policy = Made(raw), _line().policy
    region = ("NL", "BE", "DE", "FR", "US", "GB")[made.number(6)]
    text = _text(made.rest)
    for phone in (numbers.parse(text, region), numbers.parse_typed(text, region)):
        verdict = numbers.judge(phone, policy)
        assert (verdict.decision == "impossible") or phone is not None
        if phone is None:
            continue
        assert phone.startswith("+")
        assert phone[1:].isdecimal()
        assert phone not in numbers.mask(phone)
        if verdict.decision == "callable":
            assert numbers.parse(phone, region) == phone
            assert numbers.region_of(phone) in policy.allowed_regions
            assert numbers.zones(phone)
        numbers.read_back(phone, region)
        numbers.language_for(phone, LANGUAGES)
        numbers.prefix_of(phone)
    without_cards(text)


def a_document(raw: bytes) -> None:
    """Whatever is said, and to whomever: the document parses, and has the elements that were meant."""
    made = Made(raw)
    said, node, context = made.piece(), made.piece() or "menu", {made.piece() or "k": made.piece()}
    step = Step(node, RING.then.thread)
    ring = replace(RING, context=context)
    document = twiml.render(
        [Say(said, "nl"), Ask((Say(said, "fr"),), step, "fr"), ring, Goto(step)], URLS, _line().number
    )
    root = ElementTree.fromstring(document)  # noqa: S314 - our own document
    tags = [element.tag for element in root.iter() if element.tag != "Say"]
    assert tags == ["Response", "Gather", "Redirect", "Dial", "Number", "Redirect"]
    for element in root.iter():
        for name in ("action", "url", "statusCallback"):
            assert element.get(name, BASE).startswith(BASE)


def a_text(raw: bytes) -> None:
    """A text that came in, as one to a promise."""
    made = Made(raw)
    language = LANGUAGES[made.number(4)]
    reply = read_reply(_text(made.rest), language, NOW, AMSTERDAM)
    if isinstance(reply, At):
        assert reply.window.from_at < reply.window.to_at


def a_line(raw: bytes) -> None:
    """The line file, with a piece of it written over: a line, or its mistakes."""
    made = Made(raw)
    text = LINE_FILE.read_text()
    at, less = made.number(len(text)), made.number(120)
    _is_a_line_or_has_mistakes(text[:at] + _text(made.rest) + text[at + less :])


def a_file_that_should_be_a_line(raw: bytes) -> None:
    _is_a_line_or_has_mistakes(_text(raw))


def _is_a_line_or_has_mistakes(text: str) -> None:
    file = _file("line.toml")
    file.write_text(text, encoding="utf-8", errors="surrogatepass")
    try:
        line = load(file)
    except Mistakes as found:
        told = found
    else:
        assert line.number.startswith("+")
        return
    assert all(mistake.where and mistake.what for mistake in told.all)
    assert str(told)


def a_sheet(raw: bytes) -> None:
    """The firm's list of customers, as bytes of a file."""
    path = _file("customers.csv")
    path.write_bytes(raw)
    with suppress(Unclear):
        sheet = open_sheet(path)
        outcome = look(sheet, Order(columns_of(sheet, (), ()), "NL"), lambda _: None)
        assert outcome.lost <= outcome.rows


def a_program(raw: bytes) -> None:
    """What the firm's own program says of a phone."""
    with suppress(NoAnswer):
        for customer in read_answer(200, raw):
            assert customer.id


def a_code(raw: bytes) -> None:
    """A second key, as somebody types it."""
    second_factor._step_of(("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",), _text(raw), NOW)


@cache
def _line() -> Line:
    return Line.parse(LINE_FILE.read_text())


@cache
def _file(name: str) -> Path:
    return Path(mkdtemp()) / name


Target = Callable[[bytes], None]

TARGETS: Mapping[str, Target] = {
    target.__name__: target
    for target in (
        a_hook,
        a_signature,
        a_number,
        a_document,
        a_text,
        a_line,
        a_file_that_should_be_a_line,
        a_sheet,
        a_program,
        a_code,
    )
}


def any_of_them(raw: bytes) -> None:
    """The first byte says which."""
    if raw:
        list(TARGETS.values())[raw[0] % len(TARGETS)](raw[1:])
