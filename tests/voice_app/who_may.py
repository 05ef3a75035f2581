"""Who may ask what of the process that answers calls: every route, for each kind of visitor. `test_who_may` holds it.

For whoever adds a route: it stands under `/api/`, is a hook of the carrier's, or goes into one of the two lists here.
"""

from typing import Literal

Visitor = Literal["nobody", "agent", "supervisor", "disabled", "screen", "program", "carrier"]
"""`agent`, `supervisor`, `disabled`, `screen`: with the cookie that opens the pages to them, or did. `program`: with
the API's token. `carrier`: with a signature over this very request."""

Cell = Literal["in", "401", "403"]

PEOPLE: tuple[Visitor, ...] = ("nobody", "agent", "supervisor", "disabled", "screen")

FOR_ANYBODY = {"/", "/healthz", "/readyz", "/status", "/metrics", "/static/<path:filename>", "/api/openapi.json"}
"""What no line keeps from anybody: whether we live, music, the form of the API."""

OF_THE_CARRIER = {
    *("/voice/answer", "/voice/status", "/voice/fallback", "/voice/<node>", "/agent/status", "/customer/status"),
    *("/listener/status", "/listener/word", "/sample/word", "/sample/status"),
    *("/recording/status", "/recorded/status", "/sms/answer"),
}


def row(rule: str) -> dict[Visitor, Cell]:
    """Raises KeyError for a route of which nobody has said who may."""
    if rule in FOR_ANYBODY:
        return dict.fromkeys((*PEOPLE, "program", "carrier"), "in")
    if rule in OF_THE_CARRIER:
        return dict.fromkeys((*PEOPLE, "program"), "403") | {"carrier": "in"}  # type: ignore[return-value]  # its keys
    if rule.startswith("/api/"):
        return dict.fromkeys((*PEOPLE, "carrier"), "401") | {"program": "in"}  # type: ignore[return-value]  # its keys
    raise KeyError(rule)
