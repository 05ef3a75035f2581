"""The document to host elsewhere: what a carrier reads in it, and from which line it is made."""

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from carrier.twiml import read
from tests.journeys.lines import line_of
from voice_app import versions
from voice_app.__main__ import DONE, FAILED, main
from voice_app.away import document_of
from voice_app.ledger import Ledger
from voice_app.line import Line, load
from voice_app.line.content import content_of
from voice_app.line_at_start import line_in_force
from voice_app.line_command import Books
from voice_app.start import ROOT
from voice_app.versions import Version

NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
FIRM = "+31207654321"


def elements(document: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(document.encode()))  # noqa: S314 - it is our own


def said(document: str) -> list[str]:
    return [one.text or "" for one in elements(document) if one.tag == "Say"]


def test_it_is_said_in_every_language_of_the_line_by_its_own_voice() -> None:
    document = document_of(line_of(line={"languages": ["nl", "en", "fr", "de"], "fallback_number": None}))
    read(document.encode(), "application/xml", "https://elsewhere.example")
    assert [one.get("language") for one in elements(document) if one.tag == "Say"] == [
        "nl-NL",
        "en-GB",
        "fr-FR",
        "de-DE",
    ]
    back = ("bellen we u terug", "we will call you back", "nous vous rappelons", "rufen wir Sie zurück")
    assert all(words in text for words, text in zip(back, said(document), strict=True))
    assert [one.tag for one in elements(document)][-1] == "Hangup"


def test_belgians_hear_belgian_voices() -> None:
    document = document_of(load(ROOT / "examples/lines/brussels.toml"))
    assert [one.get("language") for one in elements(document) if one.tag == "Say"][:2] == ["nl-BE", "fr-BE"]


@pytest.mark.parametrize("firm", [None, FIRM])
def test_nothing_in_it_leads_back_to_us(firm: str | None) -> None:
    document = document_of(line_of(line={"fallback_number": firm}))
    assert "http" not in document.replace('<?xml version="1.0" encoding="UTF-8"?>', "")
    assert "/voice" not in document
    assert {one.tag for one in elements(document)} <= {"Say", "Pause", "Dial", "Hangup"}


def test_where_the_firm_has_another_phone_that_is_rung_first() -> None:
    dials = [one for one in elements(document_of(line_of())) if one.tag == "Dial"]
    assert [(one.get("callerId"), [number.text for number in one]) for one in dials] == [("+31201234567", [FIRM])]
    tags = [one.tag for one in elements(document_of(line_of()))]
    assert tags.index("Dial") < len(tags) - 3, "and what becomes of whoever was not helped is said afterwards"


def test_a_name_cannot_become_an_element() -> None:
    line = line_of(line={"name": "A & B <Dial>+3190012345</Dial>", "fallback_number": None})
    assert all("<Dial>" in text for text in said(document_of(line)))
    assert not [one for one in elements(document_of(line)) if one.tag == "Dial"]


# ── the command ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    """The sample line, in an environment that has nothing else, and no ledger yet."""
    monkeypatch.setenv("LINE_FILE", str(ROOT / "line.toml"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/ledger.db")
    return load(ROOT / "line.toml")


def newest_is_called(name: str, file: Line, tmp_path: Path) -> None:
    """A supervisor has changed the name since the file was read."""
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.db")
    ledger.migrate()
    with ledger.write() as connection:
        base = line_in_force(connection, file, NOW).version
    content = content_of(file)
    edited = Line.from_dict(content | {"line": content["line"] | {"name": name}})
    changed = versions.change(Books(ledger), edited, base=base, by="chloe", source="page", now=NOW)
    assert isinstance(changed, Version)
    ledger.close()


def test_it_is_made_from_the_line_in_force(file: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newest_is_called("Andersom", file, tmp_path)
    capsys.readouterr()
    assert main(["fallback-twiml"]) == DONE
    told = capsys.readouterr()
    assert "Andersom" in said(told.out)[0]
    assert told.err == ""


def test_without_a_ledger_it_is_made_from_the_file_and_says_so(file: Line, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fallback-twiml"]) == DONE
    told = capsys.readouterr()
    assert file.name in said(told.out)[0]
    assert "line.toml is taken" in told.err


def test_it_is_written_where_it_is_wanted_or_the_command_fails(
    file: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fallback-twiml", "--output", str(tmp_path / "fallback.xml")]) == DONE
    assert (tmp_path / "fallback.xml").read_text() == document_of(file)
    assert main(["fallback-twiml", "--output", str(tmp_path / "nowhere" / "fallback.xml")]) == FAILED
    assert "cannot be written there" in capsys.readouterr().err
