from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from flows.thread import Step, Thread
from voice_app.steps import EPOCH, read_step, read_version, step_url

LANGUAGES = ("nl", "en")

words = st.from_regex(r"[A-Za-z0-9_.\-]{1,64}", fullmatch=True)
instants = st.integers(0, 250_000_000_000_000).map(lambda ms: EPOCH + timedelta(milliseconds=ms))
threads = st.builds(
    Thread,
    language=st.sampled_from(LANGUAGES),
    need=st.none() | words,
    arrived_at=st.none() | instants,
    said_at=st.none() | instants,
    offered_at=st.none() | instants,
    asked_at=st.none() | instants,
    piece=st.integers(0, 9999),
    promise=st.none() | words,
    tries=st.integers(0, 99),
    subject=st.none() | words,
    emergency=st.booleans(),
)
hostile = st.dictionaries(st.sampled_from("lnasokptmi") | st.text(max_size=3), st.text() | st.from_regex(r"-?[0-9]+"))


def read(url: str) -> Step:
    parts = urlsplit(url)
    return read_step(parts.path.removeprefix("/voice/"), dict(parse_qsl(parts.query)), LANGUAGES)


@given(st.from_regex(r"[a-z_]{1,30}", fullmatch=True), threads)
def test_a_step_comes_back_as_it_was_sent(node: str, thread: Thread) -> None:
    assert read(step_url(Step(node, thread))) == Step(node, thread)


def test_the_url_of_a_new_call_says_little() -> None:
    assert step_url(Step("menu", Thread("nl"))) == "/voice/menu?l=nl"


def test_instants_are_kept_to_the_millisecond() -> None:
    arrived_at = datetime(2026, 11, 21, 12, 0, 0, 123_456, tzinfo=UTC)
    url = step_url(Step("waiting", Thread("nl", arrived_at=arrived_at)))
    assert url == "/voice/waiting?l=nl&a=1795262400123"
    assert read(url).thread.arrived_at == arrived_at - timedelta(microseconds=456)


@given(hostile)
def test_anything_at_all_is_read(query: dict[str, str]) -> None:
    thread = read_step("menu", query, LANGUAGES).thread
    assert thread.language in LANGUAGES
    assert 0 <= thread.piece <= 9999
    assert 0 <= thread.tries <= 9999
    for at in (thread.arrived_at, thread.said_at, thread.offered_at, thread.asked_at):
        assert at is None or at.tzinfo is UTC
    assert read(step_url(Step("menu", thread))) == Step("menu", thread)


def test_what_cannot_be_read_counts_as_not_told() -> None:
    query = {"l": "xx", "n": "a b", "a": "99999999999999999999", "s": "-1", "p": "x", "t": "9" * 15, "i": "<Dial/>"}
    assert read_step("menu", query, LANGUAGES).thread == Thread("nl", tries=9999)


def test_the_version_of_the_line_travels_along_and_anything_else_is_none() -> None:
    url = step_url(Step("menu", Thread("nl")), 12)
    assert url == "/voice/menu?l=nl&v=12"
    assert read_version(dict(parse_qsl(urlsplit(url).query))) == 12
    for told in ({}, {"v": ""}, {"v": "-1"}, {"v": "1" * 10}, {"v": "a"}):
        assert read_version(told) is None
