"""The pictures of the benchmarks: SVG that can be read on a light and on a dark page, the same from the same figures.

Deliberately reckons nothing.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import altair as alt

GREY, LIGHT_GREY = "#808080", "#80808055"
COLOURS = ("#1f9e89", "#d1495b", "#3f7fbf", "#c98a1b", "#8a6fc0", "#5f8a2e", "#b0578f", "#6b7a86")
"""Of middling lightness, so that each shows on white and on black."""

Values = Sequence[Mapping[str, Any]]


def where_to() -> Path | None:
    """The folder that `--pictures` names; None: no picture is asked for."""
    if "--pictures" not in sys.argv:
        return None
    folder = Path(sys.argv[sys.argv.index("--pictures") + 1])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def ratios(values: Values, path: Path) -> None:
    """How far what was simulated is from what is known, in standard errors. Each value: `case`, `figure`, `off`."""
    scale = alt.Scale(domain=[-4, 4], clamp=True)
    bounds = alt.Chart(alt.InlineData(values=[{"off": -3}, {"off": 3}])).mark_rule(color=GREY, strokeDash=[4, 3])
    points = (
        alt.Chart(alt.InlineData(values=list(values)))
        .mark_point(filled=True, size=60, opacity=0.9)
        .encode(
            x=alt.X("off:Q", title="simulated − exact, in standard errors", scale=scale),
            y=alt.Y("case:N", title=None, sort=None, axis=alt.Axis(labelLimit=320, grid=True)),
            color=_coloured("figure", _each(values, "figure")),
        )
    )
    _save(alt.layer(points, bounds.encode(x="off:Q")).properties(width=380, height=alt.Step(22)), path)


def trade(values: Values, path: Path) -> None:
    """What waiting buys in skill. Each value: `scene`, `strategy`, `source`, `wait` (s), `skill` (%)."""
    points = (
        alt.Chart(alt.InlineData(values=list(values)))
        .mark_point(size=70, filled=True, opacity=0.9)
        .encode(
            x=alt.X("wait:Q", title="mean wait, s", scale=alt.Scale(zero=False)),
            y=alt.Y("skill:Q", title="best skill, %", scale=alt.Scale(zero=False)),
            color=_coloured("source", _each(values, "source")),
            shape=alt.Shape("source:N", legend=None),
        )
        .properties(width=170, height=120)
    )
    faceted = points.facet(facet=alt.Facet("scene:N", sort=_each(values, "scene"), title=None), columns=3)
    _save(faceted.resolve_scale(x="independent", y="independent"), path)


def fortnight(values: Values, path: Path) -> None:
    """Callbacks beside live callers. Each value: `setting`, `policy`, `service level`, `gave up` (%), `hours`,
    `breaches`."""
    base = alt.Chart(alt.InlineData(values=list(values)))
    settings = alt.X("setting:N", sort=None, title=None, axis=alt.Axis(labelAngle=-35, labelLimit=200))
    colour = _coloured("policy", _each(values, "policy"))
    kept = alt.condition("datum.breaches > 0", alt.value("cross"), alt.value("circle"))
    panels = []
    for name, title, scale in (
        ("service level", "live calls answered within 20 s, %", alt.Scale(zero=False)),
        ("gave up", "live callers who gave up, %", alt.Scale()),
        ("hours", "hours to contact, median", alt.Scale(type="symlog", constant=0.1)),
    ):
        height = alt.Y(f"{name}:Q", title=title, scale=scale)
        line = base.mark_line(opacity=0.7).encode(x=settings, y=height, color=colour)
        points = base.mark_point(filled=True, size=55, opacity=1).encode(x=settings, y=height, color=colour, shape=kept)
        panels.append(alt.layer(line, points).properties(width=230, height=190))
    _save(alt.hconcat(*panels, title="a cross: promises were broken"), path)


def _coloured(field: str, names: Sequence[str]) -> alt.Color:
    scale = alt.Scale(domain=list(names), range=list(COLOURS))
    return alt.Color(f"{field}:N", scale=scale, legend=alt.Legend(title=None, orient="bottom", columns=4))


def _each(values: Values, name: str) -> list[str]:
    """What the values have under a name, in their order."""
    return list(dict.fromkeys(str(value[name]) for value in values))


def _save(chart: Any, path: Path) -> None:
    """Grey letters and lines on no ground. The SVG is Vega's own; no browser and no network are asked."""
    axis = {"labelColor": GREY, "titleColor": GREY, "gridColor": LIGHT_GREY, "domainColor": GREY, "tickColor": GREY}
    letters = {"labelColor": GREY, "titleColor": GREY}
    chart = chart.configure(background="#00000000").configure_axis(**axis).configure_legend(**letters)
    chart = chart.configure_title(color=GREY, fontWeight="normal", fontSize=11, anchor="end")
    chart.configure_header(**letters).configure_view(stroke=None).save(str(path), format="svg")
