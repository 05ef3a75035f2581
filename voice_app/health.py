"""Is it alive, can it answer a call, is everything well: three questions that differ, and the figures.

`/readyz` says yes also while it limps: a proxy that drained us because Redis is down would turn an apology with a
promise into silence. `/status` and `/metrics` wait for each store a second at most: whoever hangs counts as gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from routing.board import BoardGone
from voice_app import vitals
from voice_app.ledger import LedgerGone, heartbeats, restores
from voice_app.patience import ask
from voice_app.runtime import Runtime
from voice_app.seeing.scrape import Figures
from voice_app.watchdog import Watchdog

EXPECTED = (heartbeats.TICKER, heartbeats.WORKER)
NOTED = (*EXPECTED, heartbeats.SLOW, restores.MADE)
"""Also who does long work, and the last backup: told, and nothing is unwell without it."""


def make_health(house: Runtime, watchdog: Watchdog) -> Blueprint:
    """The blueprint for one runtime."""
    health, figures = Blueprint("health", __name__), CollectorRegistry()
    figures.register(Figures(house, watchdog))

    @health.get("/healthz")
    def lives() -> Response:
        return jsonify(status="alive")

    @health.get("/readyz")
    def can_answer() -> Response:
        return jsonify(status="ready")

    @health.get("/status")
    def is_well() -> tuple[Response, int]:
        report = _report(house, watchdog)
        return jsonify(report), 200 if report["well"] else 503

    @health.get("/metrics")
    def tell_figures() -> Response:
        return Response(generate_latest(figures), content_type=CONTENT_TYPE_LATEST)

    return health


@dataclass(frozen=True, slots=True)
class LedgerSeen:
    """The ledger at one instant. `state`: `well`, `other_schema` or `gone`; `ages`: of heartbeats, in seconds."""

    state: str = "gone"
    ages: Mapping[str, float] = field(default_factory=dict)


def _see_ledger(house: Runtime, watchdog: Watchdog) -> LedgerSeen:
    now = house.now()
    try:
        if not house.ledger.is_current():
            return LedgerSeen("other_schema")
        with house.ledger.read() as ledger:
            beats = heartbeats.by_process(ledger)
            ages = {name: (now - beats[name]).total_seconds() for name in NOTED if name in beats}
    except LedgerGone:
        return LedgerSeen()
    watchdog.look()
    return LedgerSeen("well", ages)


def _see_board(house: Runtime) -> str:
    """`well`, `blank` (wiped, and not yet restored), `refuses` (answers, and takes nothing more) or `gone`."""
    try:
        state = "blank" if house.board.is_blank() else "well"
    except BoardGone:
        return "gone"
    return vitals.lacks_board(house) or state


def _report(house: Runtime, watchdog: Watchdog) -> dict[str, object]:
    """Stores and heartbeats; `well` only if all of them are."""
    of_ledger = ask(lambda: _see_ledger(house, watchdog), LedgerSeen())
    of_board = ask(lambda: _see_board(house), "gone")
    ledger, board = of_ledger(), of_board()
    ages = {name: ledger.ages.get(name) for name in EXPECTED}
    beat = all(age is not None and age <= heartbeats.SILENT_AFTER.total_seconds() for age in ages.values())
    return {
        "well": ledger.state == board == "well" and beat,
        "stores": {"ledger": ledger.state, "board": board},
        "seconds_since_heartbeat": ages,
        "long_work": {"seconds_since_heartbeat": ledger.ages.get(heartbeats.SLOW)},
        "backup": {"seconds_since": ledger.ages.get(restores.MADE)},
    }
