"""The heat of the week as a picture: each hour of each weekday, the warmer the more.

Deliberately shows what the table beneath it shows, and nothing else.
"""

from typing import Any

from flask.typing import ResponseReturnValue

from voice_app.pages import charts
from voice_app.pages.page import Visit
from voice_app.pages.patterns import said
from voice_app.pages.patterns.show import MEASURES, asked_for, measure
from voice_app.pages.words import say
from voice_app.patterns import heat_of


def heat(visit: Visit) -> ResponseReturnValue:
    import altair as alt  # noqa: PLC0415 - half a second, that a process without charts never needs

    which, canvas = measure(), charts.canvas()
    one = MEASURES[which]
    values: list[dict[str, Any]] = [
        {"day": said.short_weekday(cell.weekday), "n": cell.weekday, "hour": cell.hour, "figure": round(figure, 3)}
        for cell in heat_of(visit.house, asked_for(visit)).values()
        if (figure := one.figure(cell)) is not None
    ]
    days = [said.short_weekday(day) for day in range(7)]
    scale = alt.Scale(range=list(canvas.inks.heat), domainMin=0)
    legend = None if canvas.is_narrow else alt.Legend(title=None, format=".0%" if one.is_share else "~r")
    picture = (
        alt.Chart(alt.InlineData(values=values))
        .mark_rect()
        .encode(
            x=alt.X("hour:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("day:O", title=None, sort=days, scale=alt.Scale(domain=days)),
            color=alt.Color("figure:Q", scale=scale, legend=legend, title=say(one.name)),
        )
        .properties(width=canvas.width, height=canvas.height)
    )
    return charts.answer(picture, canvas)
