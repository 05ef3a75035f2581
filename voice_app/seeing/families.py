"""Every figure that `/metrics` tells: its name, its labels, and what it means.

Names follow Prometheus's convention (base units, `_total`); each label has few values, all of our own making. Where a
figure comes from stands in its help. Deliberately counts nothing.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from routing.crowds import TurnedAway
from routing.ghosts import Ghost

Kind = Literal["counter", "histogram", "gauge"]

AT_ONCE = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 10.0, 15.0)
"""Seconds: after 3 a caller hears silence, after 15 Twilio hangs up on us."""
SOON = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
PATIENT = (5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)
LATER = (300.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0, 28800.0, 86400.0, 172800.0)


@dataclass(frozen=True, slots=True)
class Family:
    """One metric. `name` without the `_total` that a counter gets; `buckets` of a histogram, in seconds; `from_zero`:
    values of its one label that are told before there are any, because no rise can be seen of what was not there."""

    kind: Kind
    name: str
    means: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    from_zero: tuple[str, ...] = ()


def _counter(name: str, means: str, *labels: str, from_zero: tuple[str, ...] = ()) -> Family:
    return Family("counter", name, means, labels, from_zero=from_zero)


def _histogram(name: str, means: str, buckets: tuple[float, ...], *labels: str) -> Family:
    return Family("histogram", name, means, labels, buckets)


def _gauge(name: str, means: str, *labels: str) -> Family:
    return Family("gauge", name, means, labels)


# ── counted as it happens, by whichever process; their sums lie on the board ────────────────────────────────────────

HOOKS: Final = _counter("gehoor_hooks", "Hooks answered, by the rule of their path (board).", "path", "status")
HOOK_TOOK: Final = _histogram(
    "gehoor_hook_duration_seconds",
    "How long hooks took; after 3 s a caller hears silence, after 15 s the carrier gives up (board).",
    AT_ONCE,
    "path",
)
CARRIER: Final = _counter(
    "gehoor_carrier_requests",
    "Requests to the carrier's REST, by class of status and the carrier's code; status none: no answer (board).",
    *("act", "status", "code"),
)
CARRIER_DOUBT: Final = _counter(
    "gehoor_carrier_doubtful_answers", "Requests of which nobody can say whether they did anything (board).", "act"
)
CARRIER_TOOK: Final = _histogram(
    "gehoor_carrier_request_duration_seconds", "How long the carrier took to answer (board).", AT_ONCE, "act"
)
JOBS: Final = _counter("gehoor_jobs", "Jobs done, by name and how they ended (board).", "job", "result")
JOB_TOOK: Final = _histogram("gehoor_job_duration_seconds", "How long jobs took (board).", AT_ONCE, "job")
TICK_TOOK: Final = _histogram(
    "gehoor_tick_duration_seconds", "How long the ticker took for all duties of a second (board).", AT_ONCE
)
MATCH_TOOK: Final = _histogram(
    "gehoor_match_duration_seconds", "How long one choice of work took, lost races included (board).", SOON
)
RING_WAIT: Final = _histogram(
    "gehoor_ring_wait_seconds",
    "From the match of a waiting call until the carrier was told of it; others ring at once (board).",
    AT_ONCE,
)
LOST_RACES: Final = _counter(
    "gehoor_lost_races",
    "Compare-and-sets that somebody else won, each harmless: the choice is taken anew (board).",
    "move",
)
TURNED_AWAY: Final = _counter(
    "gehoor_calls_turned_away",
    "Callers who were not let in: too_many on the line, or they came too_fast (board).",
    "why",
    from_zero=get_args(TurnedAway),
)
GHOSTS: Final = _counter(
    "gehoor_ghosts",
    "What board, ledger or carrier held wrongly, and was laid (board).",
    "kind",
    from_zero=tuple(ghost.value for ghost in Ghost),
)

# ── counted from the ledger's rows by a ticker, once each; their sums lie on the board ──────────────────────────────

ARRIVED: Final = _counter("gehoor_calls_arrived", "Calls that came in (ledger, by the ticker).")
ANSWERED: Final = _counter("gehoor_calls_answered", "Calls that an agent answered (ledger, by the ticker).", "need")
ENDED: Final = _counter(
    "gehoor_calls_ended", "Calls that are over, by need and outcome (ledger, by the ticker).", "need", "outcome"
)
OFFERED: Final = _counter(
    "gehoor_calls_offered_callback", "Calls that were offered a callback (ledger, by the ticker).", "need"
)
WAITED: Final = _histogram(
    "gehoor_call_wait_seconds",
    "From asking for an agent until answered, promised a callback or given up (ledger, by the ticker).",
    PATIENT,
    "outcome",
)
MADE: Final = _counter("gehoor_promises_made", "Promises made (ledger, by the ticker).", "need")
CLOSED: Final = _counter(
    "gehoor_promises_closed",
    "Promises that are owed no more: kept_in_time, kept_late, unreached, withdrawn (ledger, by the ticker).",
    *("need", "result"),
)
MISSED: Final = _counter(
    "gehoor_promises_missed", "Promises whose time ran out unkept, by the cause of it (ledger, by the ticker).", "cause"
)
CONTACT: Final = _histogram(
    "gehoor_promise_contact_seconds", "From making a promise to the talk that kept it (ledger, by the ticker).", LATER
)
LATENESS: Final = _histogram(
    "gehoor_promise_lateness_seconds", "How late the promises were that were kept late (ledger, by the ticker).", LATER
)
ATTEMPTS: Final = _counter(
    "gehoor_attempts", "Customers who were dialled, by how it ended (ledger, by the ticker).", "outcome"
)
TEXTS: Final = _counter("gehoor_texts", "Texts that left, failed or are in doubt (ledger, by the ticker).", "state")
ALARMS_RAISED: Final = _counter("gehoor_alarms_raised", "Alarms raised (ledger, by the ticker).", "rule")

# ── how things stand when somebody asks ─────────────────────────────────────────────────────────────────────────────

STORE_UP: Final = _gauge("gehoor_store_up", "1 while the store is well (whoever is asked).", "store")
DEGRADED: Final = _gauge(
    "gehoor_degraded", "1 while we live without the board, the ledger or the carrier (whoever is asked).", "mode"
)
BUILD: Final = _gauge("gehoor_build_info", "Always 1: which program this is (whoever is asked).", "version", "schema")
CLOCK: Final = _gauge("gehoor_clock_timestamp_seconds", "What this machine's clock says (whoever is asked).")
LEDGER_FULL: Final = _gauge(
    "gehoor_ledger_full", "1 while the ledger can be read and takes nothing more: no room (whoever is asked)."
)
LEDGER_FREE: Final = _gauge(
    "gehoor_ledger_disk_free_bytes", "Free on the disk of a ledger in SQLite; else not told (whoever is asked)."
)
LEDGER_DISK: Final = _gauge(
    "gehoor_ledger_disk_size_bytes", "Size of the disk of a ledger in SQLite; else not told (whoever is asked)."
)
AGENTS: Final = _gauge("gehoor_agents", "Agents, by presence and activity (board).", "presence", "activity")
WAITING: Final = _gauge("gehoor_waiting_calls", "Calls that wait, up to 1,000 (board).")
LONGEST_WAIT: Final = _gauge("gehoor_longest_wait_seconds", "How long the call that waits longest has waited (board).")
QUEUED_JOBS: Final = _gauge("gehoor_queued_jobs", "Jobs that nobody has begun (board's Redis).", "queue")
FAILED_JOBS: Final = _gauge("gehoor_failed_jobs", "Jobs that broke off within the last day (board's Redis).", "queue")
COUNTED_AGE: Final = _gauge(
    "gehoor_ledger_counted_age_seconds", "Since the rows were last counted that the ledger's totals are of (board)."
)
HEARTBEAT_AGE: Final = _gauge("gehoor_heartbeat_age_seconds", "Since a process last beat (ledger).", "process")
PROMISES: Final = _gauge("gehoor_promises", "Promises by state (ledger).", "state")
BROKEN: Final = _gauge("gehoor_promises_broken", "Promises still owed past their deadline (ledger).")
OWED: Final = _gauge(
    "gehoor_promises_owed",
    "Promises still owed, by how long until they are due: broken, 1h, 2h, 6h, 24h (at most), later (ledger).",
    "slack",
)
ESCALATED: Final = _gauge(
    "gehoor_promises_escalated",
    "Promises still owed by who was let in: told, any_agent, supervisors (ledger).",
    "step",
)
ALARMS: Final = _gauge("gehoor_alarms", "Alarms that stand (ledger).", "rule")
QUEUED_TEXTS: Final = _gauge("gehoor_queued_texts", "Texts that wait to be sent (ledger).")
LINE_VERSION: Final = _gauge("gehoor_line_version", "The newest version of the line (ledger).")

ALL: Final = tuple(value for value in list(vars().values()) if isinstance(value, Family))
COUNTED: Final = tuple(family for family in ALL if family.kind != "gauge")
"""Those whose sums lie on the board."""
