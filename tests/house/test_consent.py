"""Law: nobody is recorded without having agreed. Every way to a recording is searched, and each leads past a row.

Of TwiML: the nodes are searched in `tests/flows/test_message.py`; here, that no document records by any other means. Of
REST: who calls what, by name, from the request to the carrier back to the yes.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from routing.recording import _ACTS, next_act
from tests.house.sources import house
from voice_app.sound.recording import start
from workers import recording

pytestmark = pytest.mark.threat("T17")

RECORDS = re.compile(
    r"\b(record|recording_track|record_from_start|recordingTrack)\s*=\s*[\"'](?!do-not-record)|[\"']record[\"']\s*:"
)
"""The attributes by which a Dial, a Conference or a call as a whole would be recorded."""


def calls_of(name: str, *, on: str | None = None) -> set[str]:
    """Which functions call something of this name: as "voice_app/sound/recording.py:start". `on`: by this way to it."""
    found = set[str]()
    for place, called in _every_call():
        is_it = isinstance(called, ast.Attribute) and called.attr == name
        is_it = is_it and (on is None or ast.unparse(called.value).endswith(on))  # type: ignore[attr-defined] # seen above
        if is_it or (on is None and isinstance(called, ast.Name) and called.id == name):
            found.add(place)
    return found


@cache
def _every_call() -> tuple[tuple[str, ast.expr], ...]:
    speaks = [source for source in house() if source.path.startswith(("voice_app/", "flows/", "workers/"))]
    return tuple((f"{one.path}:{function}", call.func) for one in speaks for function, call in _calls(one.tree))


def _calls(tree: ast.AST, function: str = "") -> Iterator[tuple[str, ast.Call]]:
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.Call):
            yield function, child
        name = child.name if isinstance(child, ast.FunctionDef | ast.ClassDef) else function
        yield from _calls(child, name)


def test_the_carrier_is_asked_to_record_a_leg_in_one_place() -> None:
    assert calls_of("create", on="its") == {"voice_app/sound/taping.py:record"}
    assert not calls_of("create", on="recordings")
    assert calls_of("record", on="carrier") == {"workers/recording.py:_begin"}


def test_before_that_request_its_row_is_written() -> None:
    (begin,) = [
        node
        for source in house()
        if source.path == "workers/recording.py"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and node.name == "_begin"
    ]
    order = [ast.unparse(node.func) for node in ast.walk(begin) if isinstance(node, ast.Call)]
    lines = {ast.unparse(node.func): node.lineno for node in ast.walk(begin) if isinstance(node, ast.Call)}
    assert "talk_recordings.asking" in order
    assert lines["talk_recordings.asking"] < lines["shop.carrier.record"]


def test_it_begins_only_what_a_row_says_that_somebody_agreed_to() -> None:
    assert [key for key, act in _ACTS.items() if act == "begin"] == [("on", "none")]
    assert recording.ACTS["begin"] is recording._begin
    assert next_act("on", "none") == "begin"
    assert not [place for place in calls_of("_begin") if place.startswith("workers/recording.py")]


def test_a_row_is_written_by_one_act_alone_which_asks_for_the_yes() -> None:
    writers = {
        source.path
        for source in house()
        if not source.path.startswith("migrations/")
        and re.search(r"insert\w*\([^)]*\btalk_recordings\b[,)]", source.text)
    }
    assert writers == {"voice_app/ledger/talk_recordings.py"}
    assert calls_of("agree", on="talk_recordings") == {"voice_app/sound/recording.py:start"}
    assert start.__kwdefaults__ is None, "nobody can leave out whether the caller agreed"
    asked_by = {"voice_app/pages/desk/recording.py:start", "voice_app/api/recording.py:record_talk"}
    assert calls_of("start", on="recording") <= asked_by


def test_no_document_records_by_any_other_means() -> None:
    """One `<Record>`, of a message, whose node gives notice; nothing that records a Dial, a room or a call."""
    assert calls_of("record", on="response") == {"voice_app/twiml.py:_record"}
    speaks = [source for source in house() if source.path.startswith(("voice_app/", "flows/", "workers/"))]
    by_attribute = [f"{one.path}: {found[0]}" for one in speaks if (found := RECORDS.search(one.text))]
    assert by_attribute == ['voice_app/sound/taping.py: recording_track="']
