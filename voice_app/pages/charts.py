"""Charts on pages: drawn here, shown as pictures, in the light or the dark, wide or narrow as the page is.

    def chart(visit): …                                  # a page of its own, `GET /compliance/chart`
        canvas = charts.canvas()
        return charts.answer(alt.Chart(…).mark_bar(color=canvas.inks.good), canvas)

    {% from "_chart.html" import chart %}{{ chart("/compliance/chart?of=days", says) }}

`says` is what the chart shows, in a sentence; its numbers stand in a table beneath. The same chart is drawn once: it is
known by what it shows. Deliberately no script: a picture works everywhere, prints, and needs nothing from elsewhere.
"""

import json
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from flask import Response, request

if TYPE_CHECKING:  # half a second and 100 MB that a process without charts never needs
    import altair as alt

    Chart = alt.Chart | alt.LayerChart | alt.FacetChart | alt.VConcatChart | alt.HConcatChart


@dataclass(frozen=True, slots=True)
class Inks:
    """Colours, as `gehoor.css` has them: of words, of thin lines, of what they mean; and `series` that are told apart
    also by whoever sees fewer colours (after Okabe and Ito)."""

    paper: str
    ink: str
    soft: str
    line: str
    accent: str
    good: str
    pause: str
    bad: str
    away: str
    series: tuple[str, ...]
    heat: tuple[str, str]


LIGHT: Final = Inks(
    paper="#ffffff",
    ink="#1c2127",
    soft="#545b66",
    line="#dcd8ce",
    accent="#155e58",
    good="#2d8a53",
    pause="#b8730a",
    bad="#a3231c",
    away="#8b919b",
    series=("#155e58", "#c2571a", "#3b6fb5", "#8a4f9e", "#9a7400", "#5c626c"),
    heat=("#f3efe6", "#155e58"),
)
DARK: Final = Inks(
    paper="#1d2026",
    ink="#ece9e3",
    soft="#a9afb9",
    line="#343943",
    accent="#7fd0c6",
    good="#6cc28c",
    pause="#e9b866",
    bad="#f79d93",
    away="#6f7682",
    series=("#7fd0c6", "#f0a06a", "#8fb8ec", "#cda1dc", "#d9bd5e", "#9ca3ae"),
    heat=("#252a31", "#7fd0c6"),
)

WIDE, NARROW = (680, 240), (290, 210)
"""Width and height of the plot itself, in pixels; axes and legend come to it."""
KEPT: Final = 200
"""Charts that a process remembers."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """What there is to draw on. `is_narrow`: for a phone; then leave out what is not needed."""

    inks: Inks
    width: int
    height: int
    is_narrow: bool


def canvas() -> Canvas:
    """As the page asked for it, by `tone` and `room` in its address."""
    is_narrow = request.args.get("room") == "narrow"
    width, height = NARROW if is_narrow else WIDE
    return Canvas(DARK if request.args.get("tone") == "dark" else LIGHT, width, height, is_narrow)


def answer(chart: "Chart", on: Canvas) -> Response:
    """The picture. A browser that has it already is told so."""
    drawn = svg(chart, on)
    response = Response(drawn, mimetype="image/svg+xml")
    response.set_etag(sha256(drawn.encode()).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"  # kept, and asked each time whether it is still so
    response.make_conditional(request)
    return response


def svg(chart: "Chart", on: Canvas) -> str:
    """The same as text; drawn anew only where another one like it never was."""
    import vl_convert  # noqa: PLC0415 - see above

    spec: dict[str, Any] = chart.to_dict()
    spec["config"] = {**spec.get("config", {}), **_config(on.inks)}
    written = json.dumps(spec, sort_keys=True)
    name = sha256(written.encode()).hexdigest()
    with _lock:
        if name in _drawn:
            _drawn.move_to_end(name)
            return _drawn[name]
    drawn = str(vl_convert.vegalite_to_svg(spec))
    with _lock:
        _drawn[name] = drawn
        while len(_drawn) > KEPT:
            _drawn.popitem(last=False)
    return drawn


_drawn: OrderedDict[str, str] = OrderedDict()
_lock = Lock()


def _config(inks: Inks) -> dict[str, Any]:
    font = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"
    words = {"labelColor": inks.soft, "titleColor": inks.soft, "labelFontSize": 12, "titleFontSize": 12}
    return {
        "background": inks.paper,
        "font": font,
        "padding": 8,
        "view": {"stroke": None},
        "axis": {**words, "gridColor": inks.line, "domainColor": inks.soft, "tickColor": inks.soft, "labelLimit": 220},
        "axisX": {"grid": False, "labelAngle": 0, "labelOverlap": True},
        "legend": {**words, "orient": "top", "symbolType": "square", "labelLimit": 240, "columns": 0},
        "header": {"labelColor": inks.ink, "titleColor": inks.soft},
        "title": {"color": inks.ink, "fontSize": 14, "anchor": "start"},
        "text": {"color": inks.ink},
        "rule": {"color": inks.soft},
        "range": {"category": list(inks.series), "heatmap": list(inks.heat), "ramp": list(inks.heat)},
        "line": {"strokeWidth": 2.5},
        "bar": {"color": inks.accent},
    }
