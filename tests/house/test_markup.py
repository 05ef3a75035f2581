"""Law: what people write is text. Nothing takes a string for markup or for a program, but where it stands below."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.house.sources import ROOT, house

pytestmark = pytest.mark.threat("T8")

TEMPLATES = {
    r"\|\s*safe\b": "takes a text for markup",
    r"autoescape": "switches the escaping on or off",
    r"""\son\w{3,}\s*=\s*["'{]""": "a program in an attribute",
    r"hx-on|hx-vals=[\"']js:": "a program in an attribute",
    r"javascript:": "a program in an address",
    r"<script(?![^>]*\ssrc=)": "a program in the page",
    r"\sstyle\s*=|<style": "a style in the page",
    r"<(?:base|iframe|object|embed)\b": "another page in the page",
}
SCRIPTS = {
    r"\.(?:inner|outer)HTML\b": "takes a text for markup",
    r"insertAdjacentHTML|createContextualFragment|setHTMLUnsafe|srcdoc": "takes a text for markup",
    r"document\.write": "takes a text for markup",
    r"\beval\(|new Function|set(?:Timeout|Interval)\(\s*[\"'`]": "takes a text for a program",
    r"""["'`]https?://""": "goes to another site",
}
PROGRAMS = {
    r"(?<!\w)Markup\(": "takes a text for markup",
    r"render_template_string|from_string\(": "takes a text for a template",
    r"autoescape(?!\": True)": "switches the escaping on or off",
    r"\beval\(|\bexec\(|pickle|yaml\.load|subprocess|os\.system": "takes a text for a program",
}

ALLOWED = {
    "voice_app/pages/door.py": "the token's field: our own words around a digest",
    "voice_app/pages/privacy/paper.py": "a page that is kept as a file: our own words, everything else is formatted in",
    "voice_app/pages/templates/roster/person.html": "the picture of an invitation, which we have drawn",
}
"""Where one of them stands all the same, and why."""


def test_no_template_takes_a_text_for_markup_or_a_program() -> None:
    _hold(TEMPLATES, (ROOT / "voice_app").rglob("*.html"), (ROOT / "carrier").rglob("*.html"))


def test_no_script_takes_a_text_for_markup_or_a_program() -> None:
    """Of ours; what others wrote is held to the same by the policy that each answer carries."""
    scripts = [path for path in (ROOT / "voice_app/pages/static").rglob("*.js") if "vendor" not in path.parts]
    assert len(scripts) > 10
    _hold(SCRIPTS, iter(scripts))


def test_no_program_takes_a_text_for_markup_or_a_program() -> None:
    _hold(PROGRAMS, (ROOT / source.path for source in house() if source.path.startswith("voice_app/pages/")))


def test_what_is_allowed_is_there() -> None:
    """An exception that is needed no longer goes."""
    rules = TEMPLATES | PROGRAMS
    for path in ALLOWED:
        assert any(re.search(rule, (ROOT / path).read_text()) for rule in rules), path


def _hold(rules: Mapping[str, str], *files: Iterator[Path]) -> None:
    hits = [
        f"{path.relative_to(ROOT)}:{number}: {what}: {line.strip()[:100]}"
        for paths in files
        for path in paths
        if str(path.relative_to(ROOT)) not in ALLOWED
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        for rule, what in rules.items()
        if re.search(rule, line)
    ]
    assert not hits, "\n  ".join(hits)
