"""Charts, drawn without a network: SVG or PNG, by the ending of the file's name.

Each takes rows of plain values, so that whoever has figures can have a picture of them. Deliberately knows no scenario.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import altair as alt

Row = Mapping[str, Any]
Chart = alt.Chart | alt.LayerChart | alt.FacetChart

ENDINGS: Final = (".svg", ".png")
WIDTH, HEIGHT = 460, 200
SCALE: Final = 2
"""Pixels of a PNG per unit: sharp on today's screens."""

COLOURS: Final = ("#1f5fa8", "#d1622b", "#3d8f5f", "#8a4f9e", "#b8891c", "#4aa3b5", "#9c3848", "#6b6b6b")


def lines(
    rows: Sequence[Row], *, x: str, y: str, colour: str, title: str, share: bool = False, low: str = "", high: str = ""
) -> Chart:
    """A line for each colour, with a band from `low` to `high` where these are named."""
    chart: alt.Chart = (
        _chart(rows, title)
        .mark_line(point=True, clip=True)
        .encode(x=_names(x), y=_numbers(y, share), color=_colour(colour))
    )
    if not low:
        return chart
    band = _chart(rows, title).mark_area(opacity=0.15, clip=True)
    return alt.layer(band.encode(x=_names(x), y=_bound(low), y2=high, color=_colour(colour)), chart)


def bars(
    rows: Sequence[Row],
    *,
    x: str,
    y: str,
    title: str,
    colour: str = "",
    share: bool = False,
    low: str = "",
    high: str = "",
) -> Chart:
    """Bars in the order of the rows, beside each other by colour, with a whisker from `low` to `high`."""
    encoded: dict[str, Any] = {"x": _names(x), "y": _numbers(y, share)}
    if colour:
        encoded |= {"color": _colour(colour), "xOffset": alt.XOffset(colour, type="nominal", sort=None)}
    chart: alt.Chart = _chart(rows, title).mark_bar(color=COLOURS[0]).encode(**encoded)
    if not low:
        return chart
    beside = {name: value for name, value in encoded.items() if name in ("x", "xOffset")}
    whiskers = (
        _chart(rows, title)
        .mark_rule(color="#111111", strokeWidth=2, clip=True)
        .encode(**beside, y=_bound(low), y2=high)
    )
    return alt.layer(chart, whiskers)


def below_each_other(charts: Sequence[Chart], title: str) -> alt.VConcatChart:
    """One picture of several charts, each with colours of its own."""
    picture: alt.VConcatChart = alt.vconcat(*charts).resolve_scale(color="independent")
    picture = picture.properties(title=alt.TitleParams(title, anchor="start", fontSize=16))
    picture = picture.configure_axis(gridColor="#e6e6e6", labelFontSize=11, titleFontSize=11)
    whole: alt.VConcatChart = picture.configure_view(stroke=None).configure(background="white", font="sans-serif")
    return whole


def save(picture: alt.VConcatChart, file: Path) -> None:
    """By the ending of the file's name, one of `ENDINGS`. Raises OSError where it cannot be written."""
    picture.save(str(file), scale_factor=SCALE)


def _chart(rows: Sequence[Row], title: str) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=[dict(row) for row in rows]), title=title, width=WIDTH, height=HEIGHT)


def _bound(field: str) -> alt.Y:
    return alt.Y(field, type="quantitative")


def _names(field: str) -> alt.X:
    return alt.X(field, type="nominal", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))


def _numbers(field: str, share: bool) -> alt.Y:
    if share:
        return alt.Y(field, type="quantitative", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    return alt.Y(field, type="quantitative", title=None, scale=alt.Scale(zero=True))


def _colour(field: str) -> alt.Color:
    legend = alt.Legend(symbolOpacity=1)  # as the line has it, not as the band
    return alt.Color(field, type="nominal", sort=None, title=None, legend=legend, scale=alt.Scale(range=list(COLOURS)))
