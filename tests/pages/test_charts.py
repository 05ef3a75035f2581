"""Charts on pages: one picture for each tone and room, drawn once, in the colours of the style sheet."""

import re
from pathlib import Path
from xml.etree import ElementTree

import altair as alt
import pytest
from flask import Flask

from voice_app.pages import charts
from voice_app.pages.charts import DARK, LIGHT, Canvas

SHEET = Path(charts.__file__).parent / "static/gehoor.css"
ROWS = [{"day": "Mon", "kept": 3}, {"day": "Tue", "kept": 5}]


def a_chart(on: Canvas, kept: int = 3) -> alt.Chart:
    rows = [{"day": "Mon", "kept": kept}, {"day": "Tue", "kept": 5}]
    chart = alt.Chart(alt.InlineData(values=rows), width=on.width, height=on.height)
    return chart.mark_bar(color=on.inks.good).encode(x="day:N", y="kept:Q")


def asked(query: str) -> Canvas:
    with Flask("a test").test_request_context(f"/chart?{query}"):
        return charts.canvas()


def test_a_page_asks_for_its_tone_and_room() -> None:
    assert asked("of=days") == Canvas(LIGHT, 680, 240, is_narrow=False)
    assert asked("tone=dark&room=narrow") == Canvas(DARK, 290, 210, is_narrow=True)


def test_what_comes_is_a_picture_in_those_colours() -> None:
    for on in (asked("tone=light"), asked("tone=dark")):
        drawn = charts.svg(a_chart(on), on)
        assert ElementTree.fromstring(drawn).tag.endswith("svg")  # noqa: S314 - ours
        assert on.inks.good in drawn
        assert on.inks.paper in drawn
        assert "Mon" in drawn
        assert "<script" not in drawn


def test_the_same_chart_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import vl_convert

    drawn: list[object] = []
    draw = vl_convert.vegalite_to_svg
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda spec: drawn.append(spec) or draw(spec))
    on = asked("tone=dark&of=once")
    first = charts.svg(a_chart(on, kept=41), on)
    assert charts.svg(a_chart(on, kept=41), on) == first
    assert len(drawn) == 1
    assert charts.svg(a_chart(on, kept=42), on) != first
    assert len(drawn) == 2


def test_no_more_charts_are_remembered_than_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "KEPT", 3)
    on = asked("")
    for kept in range(6):
        charts.svg(a_chart(on, kept=100 + kept), on)
    assert len(charts._drawn) == 3


def test_a_browser_that_has_it_is_told_so() -> None:
    with Flask("a test").test_request_context("/chart"):
        on = charts.canvas()
        response = charts.answer(a_chart(on), on)
        assert response.status_code == 200
        assert response.mimetype == "image/svg+xml"
    mark = response.headers["ETag"]
    with Flask("a test").test_request_context("/chart", headers={"If-None-Match": mark}):
        again = charts.answer(a_chart(on), on)
        assert again.status_code == 304
        assert again.headers["Cache-Control"] == "private, no-cache"
    with Flask("a test").test_request_context("/chart", headers={"If-None-Match": mark}):
        assert charts.answer(a_chart(on, kept=9), on).status_code == 200


def test_words_and_meanings_have_the_colours_of_the_style_sheet() -> None:
    tokens = dict(re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}, #[0-9a-f]{6})\)", SHEET.read_text()))
    for name, css in {"paper": "card", "ink": "ink", "soft": "ink-soft", "line": "line", "accent": "accent"}.items():
        assert tokens[css] == f"{getattr(LIGHT, name)}, {getattr(DARK, name)}", name


def test_lines_are_seen_on_their_paper() -> None:
    """Three to one, as WCAG has it for what is no text."""
    for inks in (LIGHT, DARK):
        for colour in (*inks.series, inks.good, inks.pause, inks.bad, inks.away):
            assert _contrast(colour, inks.paper) >= 3, (colour, inks.paper)


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
