"""The answers as one picture: how callers fared, how busy agents were, what became of callbacks; by the hour of the day
where hours differ, else by need.

Deliberately reckons nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import altair as alt

from routing.whatif.figures import ALL, Figures
from routing.whatif.intervals import Estimate
from voice_app import pictures
from voice_app.pictures import Chart, Row
from voice_app.whatif.answers import Answers

AGENTS_SHOWN = 40
OF_CALLBACKS: Mapping[str, str] = {"made": "made", "kept": "kept", "at_risk": "at risk"}


def picture_of(answers: Answers, title: str) -> alt.VConcatChart:
    """`answers.base` is there."""
    base: Figures = answers.base or {}
    needs = {name: its for name, its in base["needs"].items() if name != ALL or len(base["needs"]) > 2}  # noqa: PLR2004 - one need and all
    limit = next(iter(needs[next(iter(needs))]["service_level"]))
    is_hourly = "by_hour" in base["needs"][ALL]
    charts = _by_hour(needs, limit) if is_hourly else _by_need(needs, limit)
    return pictures.below_each_other([*charts, _occupancy(base), *_callbacks(base, is_hourly=is_hourly)], title)


def _by_hour(needs: Mapping[str, Figures], limit: str) -> Iterator[Chart]:
    levels = [
        row
        for need, its in needs.items()
        for hour, at in its["by_hour"].items()
        if (row := _row({"hour": hour, "need": need}, at["service_level"][limit]))
    ]
    waits = [
        row
        for need, its in needs.items()
        for hour, at in its["by_hour"].items()
        if (row := _row({"hour": hour, "need": need}, at["wait_of_all"]["mean"]))
    ]
    told: dict[str, Any] = {"x": "hour", "y": "mean", "colour": "need", "low": "low", "high": "high"}
    yield pictures.lines(levels, title=f"Service level: answered within {limit}, by hour", share=True, **told)
    yield pictures.lines(waits, title="Mean wait of all callers, in seconds, by hour", **told)


def _by_need(needs: Mapping[str, Figures], limit: str) -> Iterator[Chart]:
    levels = [row for need, its in needs.items() if (row := _row({"need": need}, its["service_level"][limit]))]
    waits = [
        row
        for need, its in needs.items()
        for name in ("mean", "p50", "p90")
        if (row := _row({"need": need, "of": name}, its["wait_of_all"][name]))
    ]
    told: dict[str, Any] = {"x": "need", "y": "mean", "low": "low", "high": "high"}
    yield pictures.bars(levels, title=f"Service level: answered within {limit}", share=True, **told)
    yield pictures.bars(waits, title="Wait of all callers, in seconds", colour="of", **told)


def _occupancy(base: Figures) -> Chart:
    agents = list(base["agents"].items())[:AGENTS_SHOWN]
    rows = [row for name, its in agents if (row := _row({"agent": name}, its["occupancy"]))]
    title = "Occupancy: of the time signed on, the share in which each agent was busy"
    return pictures.bars(rows, x="agent", y="mean", title=title, share=True, low="low", high="high")


def _callbacks(base: Figures, *, is_hourly: bool) -> Iterator[Chart]:
    its = base["needs"][ALL]
    if not its["callbacks"]["made"] or not its["callbacks"]["made"].mean:
        return
    if is_hourly:
        rows = [
            row
            for hour, at in its["by_hour"].items()
            if at["made"].mean or at["kept"].mean
            for name, told in OF_CALLBACKS.items()
            if (row := _row({"hour": hour, "of": told}, at[name]))
        ]
        yield pictures.bars(rows, x="hour", y="mean", colour="of", title="Callbacks, by hour, all days together")
        return
    rows = [
        row for name in ("made", "kept", "at_risk", "missed") if (row := _row({"of": name}, its["callbacks"][name]))
    ]
    yield pictures.bars(rows, x="of", y="mean", title="Callbacks in a run")


def _row(named: Mapping[str, Any], found: Estimate | None) -> Row | None:
    """A figure that nothing is known of is not drawn."""
    if found is None:
        return None
    return {**named, "mean": found.mean, "low": found.low, "high": found.high}
