"""Is it alive, can it answer a call, is everything well: three questions that differ, and the figures.

`/readyz` says yes also while it limps: a proxy that drained us because Redis is down would turn an apology with a
promise into silence. `/status` and `/metrics` wait for each store a second at most: whoever hangs counts as gone.
"""

from typing import Final

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from routing.board import BoardGone
from voice_app import vitals
from voice_app.ledger import heartbeats, restores
from voice_app.patience import ask
from voice_app.runtime import Runtime
from voice_app.seeing import ledger_seen
from voice_app.seeing.ledger_seen import ages
from voice_app.seeing.scrape import Figures
from voice_app.watchdog import Watchdog

EXPECTED: Final = (heartbeats.TICKER, heartbeats.WORKER)
"""Without these nothing is well. Who does long work, and the last backup, are told of, and may be missing."""


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


def _report(house: Runtime, watchdog: Watchdog) -> dict[str, object]:
    """Stores and heartbeats; `well` only if all of them are."""
    now = house.now()
    of_ledger = ledger_seen.see(house, watchdog, lambda ledger: ages(ledger, now))
    of_board = ask(lambda: _see_board(house), "gone")
    ledger, board = of_ledger(), of_board()
    seconds = ledger.found or {}
    expected = {name: seconds.get(name) for name in EXPECTED}
    beat = all(age is not None and age <= heartbeats.SILENT_AFTER.total_seconds() for age in expected.values())
    return {
        "well": ledger.state == board == "well" and beat,
        "stores": {"ledger": ledger.state, "board": board},
        "seconds_since_heartbeat": expected,
        "long_work": {"seconds_since_heartbeat": seconds.get(heartbeats.SLOW)},
        "backup": {"seconds_since": seconds.get(restores.MADE)},
    }


def _see_board(house: Runtime) -> str:
    """`well`, `blank` (wiped, and not yet restored), `refuses` (answers, and takes nothing more) or `gone`."""
    try:
        state = "blank" if house.board.is_blank() else "well"
    except BoardGone:
        return "gone"
    return vitals.lacks_board(house) or state
