"""The heat of the week as a picture: each hour of each weekday, the warmer the more.

Deliberately shows what the table beneath it shows, and nothing else.
"""

from typing import Any

from flask.typing import ResponseReturnValue

from voice_app.pages import charts
from voice_app.pages.page import Visit
from voice_app.pages.patterns.show import MEASURES, asked_for, hours_of, is_bare, measure
from voice_app.pages.words import say
from voice_app.pages.writing import short_weekday
from voice_app.patterns import heat_of


def heat(visit: Visit) -> ResponseReturnValue:
    import altair as alt  # noqa: PLC0415 - half a second, that a process without charts never needs

    which, canvas = measure(), charts.canvas()
    one = MEASURES[which]
    cells = heat_of(visit.house, asked_for(visit))
    values: list[dict[str, Any]] = [
        {"day": short_weekday(cell.weekday), "hour": cell.hour, "figure": round(figure, 3)}
        for cell in cells.values()
        if (figure := one.figure(cell)) is not None
    ]
    bare = [{"day": short_weekday(cell.weekday), "hour": cell.hour} for cell in cells.values() if is_bare(cell, which)]
    days = [short_weekday(day) for day in range(7)]
    scale = alt.Scale(range=list(canvas.inks.heat), domainMin=0)
    legend = None if canvas.is_narrow else alt.Legend(title=None, format=".0%" if one.is_share else "~r")
    hours = list(hours_of(cells, which))
    x = alt.X("hour:O", title=None, scale=alt.Scale(domain=hours), axis=alt.Axis(labelAngle=0, labelOverlap=True))
    y = alt.Y("day:O", title=None, sort=days, scale=alt.Scale(domain=days))
    warm = alt.Chart(alt.InlineData(values=values)).mark_rect()
    nobody = alt.Chart(alt.InlineData(values=bare)).mark_rect(color=canvas.inks.bad, opacity=0.45)
    picture = alt.layer(
        warm.encode(x=x, y=y, color=alt.Color("figure:Q", scale=scale, legend=legend, title=say(one.name))),
        nobody.encode(x=x, y=y),
    ).properties(width=canvas.width, height=canvas.height)
    return charts.answer(picture, canvas)
