"""Is it alive, can it answer a call, is everything well: three questions that differ, and the figures.

`/readyz` says yes also while it limps: a proxy that drained us because Redis is down would turn an apology with a
promise into silence.
"""

from datetime import timedelta

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from routing.board import BoardGone
from voice_app.ledger import LedgerGone, heartbeats
from voice_app.runtime import Runtime

SILENT_AFTER = timedelta(seconds=60)
"""A process that has not beaten for so long is dead, or might as well be."""
EXPECTED = ("ticker", "worker")


def make_health(house: Runtime) -> Blueprint:
    health = Blueprint("health", __name__)

    @health.get("/healthz")
    def lives() -> Response:
        return jsonify(status="alive")

    @health.get("/readyz")
    def can_answer() -> Response:
        return jsonify(status="ready")

    @health.get("/status")
    def is_well() -> tuple[Response, int]:
        report = _report(house)
        return jsonify(report), 200 if report["well"] else 503

    @health.get("/metrics")
    def figures() -> Response:
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return health


def _report(house: Runtime) -> dict[str, object]:
    """Stores and heartbeats; `well` only if all of them are."""
    stores = {"ledger": _ledger_is_well(house), "board": _board_is_well(house)}
    beats = _beats(house) if stores["ledger"] else dict.fromkeys(EXPECTED)
    fresh = {name: seconds is not None and seconds <= SILENT_AFTER.total_seconds() for name, seconds in beats.items()}
    return {
        "well": all(stores.values()) and all(fresh.values()),
        "stores": {name: "well" if well else "gone" for name, well in stores.items()},
        "seconds_since_heartbeat": beats,
    }


def _ledger_is_well(house: Runtime) -> bool:
    try:
        return house.ledger.is_current()
    except LedgerGone:
        return False


def _board_is_well(house: Runtime) -> bool:
    try:
        return not house.board.is_blank()
    except BoardGone:
        return False


def _beats(house: Runtime) -> dict[str, float | None]:
    now = house.now()
    with house.ledger.read() as ledger:
        beaten = {beat.process: (now - beat.at).total_seconds() for beat in heartbeats.all(ledger)}
    return {name: beaten.get(name) for name in EXPECTED}
