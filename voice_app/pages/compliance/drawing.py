"""The charts of the page of compliance. Imported by whoever draws one: the library takes its time, and its memory.

Deliberately counts nothing, and knows no address; what a chart shows in a sentence is `wording`'s.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import altair as alt

from voice_app.ledger.figures import WITHIN, Figures
from voice_app.pages.charts import Canvas
from voice_app.pages.compliance.tables import Row, beside_norms
from voice_app.pages.words import N_, say

Chart = alt.Chart | alt.LayerChart | alt.FacetChart

FATES: Final[Mapping[str, str]] = {
    "kept_in_time": N_("in time"),
    "kept_late": N_("late"),
    "broken_open": N_("broken, still owed"),
    "unreached": N_("not reached"),
    "withdrawn": N_("withdrawn"),
    "open": N_("open"),
}
HOUR: Final = 3600
MANY: Final = 16
"""So many groups have their names upright; more are turned."""


def promises(rows: Sequence[Row], on: Canvas) -> Chart:
    """One bar for each group, in the colours of what became of it."""
    inks = on.inks
    colours = (inks.good, inks.pause, inks.bad, inks.series[3], inks.away, inks.series[2])
    values = [
        {"group": row.name, "fate": say(name), "n": row.figures[code], "order": order}
        for row in rows
        for order, (code, name) in enumerate(FATES.items())
        if row.figures[code]
    ]
    names = [say(name) for name in FATES.values()]
    legend = alt.Legend(title=None, columns=2 if on.is_narrow else 6, columnPadding=28)
    chart: Chart = (
        _chart(values, on)
        .mark_bar()
        .encode(
            x=_groups(rows, on),
            y=alt.Y("n:Q", title=None, axis=alt.Axis(format="~s", tickMinStep=1)),
            color=alt.Color("fate:N", scale=alt.Scale(domain=names, range=list(colours)), legend=legend),
            order=alt.Order("order:Q"),
        )
    )
    return chart


def contact(rows: Sequence[Row], on: Canvas) -> Chart:
    """In hours: within how long half were spoken with, and nine of ten."""
    half, most = say(N_("half within")), say(N_("nine of ten within"))
    values = [
        {"group": row.name, "of": name, "hours": round(seconds / HOUR, 3)}
        for row in rows
        for name, seconds in (
            (half, row.figures.median_seconds_to_contact),
            (most, row.figures.p90_seconds_to_contact),
        )
        if seconds is not None
    ]
    scale = alt.Scale(domain=[half, most], range=[on.inks.accent, on.inks.series[1]])
    chart: Chart = (
        _chart(values, on)
        .mark_line(point=alt.OverlayMarkDef(size=36, filled=True))
        .encode(
            x=_groups(rows, on),
            y=alt.Y("hours:Q", title=say(N_("hours"))),
            color=alt.Color("of:N", scale=scale, legend=alt.Legend(title=None, symbolType="circle")),
        )
    )
    return chart


def waits(figures: Figures, own_country: str, on: Canvas) -> Chart:
    """The share that was answered within each time, beside what countries ask for."""
    curve = [{"seconds": seconds, "share": figures.answered_within(seconds)} for seconds in (0, *WITHIN) if seconds]
    shown = [one for one in curve if one["share"] is not None]
    asked = [
        {"seconds": one.norm.seconds, "share": one.norm.demanded, "country": one.norm.country}
        for one in beside_norms(figures, own_country)
        if not one.norm.mean
    ]
    x = alt.X(
        "seconds:Q",
        title=say(N_("seconds waited")),
        scale=alt.Scale(type="sqrt", domain=[0, 600]),
        axis=alt.Axis(values=[15, 60, 150, 300, 600] if on.is_narrow else [5, 15, 60, 90, 150, 180, 300, 600]),
    )
    y = alt.Y(
        "share:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1.08]),
        axis=alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1]),
    )
    line = _chart(shown, on).mark_line(color=on.inks.accent, point=alt.OverlayMarkDef(size=30)).encode(x=x, y=y)
    rules = _chart(asked, on).mark_rule(strokeDash=[3, 3], color=on.inks.soft).encode(x=x)
    marks = (
        _chart(asked, on)
        .mark_point(shape="diamond", size=90, filled=True, opacity=1)
        .encode(
            x=x,
            y=y,
            color=alt.condition(alt.datum.country == own_country, alt.value(on.inks.bad), alt.value(on.inks.series[1])),
        )
    )
    names = (
        _chart(asked, on)
        .mark_text(dy=-11, fontSize=12, fontWeight="bold", color=on.inks.ink)
        .encode(x=x, y=y, text="country:N")
    )
    return alt.layer(rules, line, marks, names)


def causes(figures: Figures, name_of: Callable[[str], str], on: Canvas) -> Chart:
    """A bar for each cause, the most frequent first."""
    values = [{"cause": name_of(cause), "n": n} for cause, n in figures.causes.most_common() if n]
    y = alt.Y("cause:N", sort=None, axis=None)
    bars = _chart(values, on, height=max(56, 44 * len(values))).encode(x=alt.X("n:Q", axis=None), y=y)
    # The words stand above their bars: beside them, how wide they are would depend on the reader's letters.
    words = bars.mark_text(align="left", dy=-11, fontSize=12, color=on.inks.ink).encode(x=alt.value(0), text="cause:N")
    numbers = bars.mark_text(align="left", dx=6, dy=7, fontWeight="bold", color=on.inks.ink).encode(text="n:Q")
    return alt.layer(bars.mark_bar(color=on.inks.bad, height=14, yOffset=7), words, numbers)


def _chart(values: Sequence[Mapping[str, object]], on: Canvas, height: int | None = None) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=[dict(one) for one in values]), width=on.width, height=height or on.height)


def _groups(rows: Sequence[Row], on: Canvas) -> alt.X:
    turned = len(rows) > (MANY if not on.is_narrow else MANY // 3)
    axis = alt.Axis(labelAngle=-60 if turned else 0, labelOverlap=True, labelLimit=110)
    return alt.X("group:N", sort=[row.name for row in rows], title=None, axis=axis)
