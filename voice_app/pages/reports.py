"""What browsers have refused on our pages: counted, and logged by the rule that it broke.

Not a word of the report beyond that: its addresses and samples may quote what a caller said. Deliberately believes
nothing of it; anybody may send one.
"""

from itertools import count

import structlog
from flask import request
from flask.typing import ResponseReturnValue

LOGGED = 100
"""So many by each process; then somebody is making them up."""

log = structlog.get_logger()
_numbers = count(1)


def receive() -> ResponseReturnValue:
    number = next(_numbers)
    if number <= LOGGED:
        log.warning("pages.browser_refused", rule=_rule(), number=number)
    return "", 204


def _rule() -> str:
    """The name of the directive, where it is one."""
    try:
        report = request.get_json(force=True, silent=True)
    except RecursionError:  # brackets within brackets, by the thousand
        return "unreadable"
    told = report.get("csp-report") if isinstance(report, dict) else None
    rule = told.get("effective-directive", told.get("violated-directive")) if isinstance(told, dict) else None
    name = str(rule).partition(" ")[0]
    return name if name.replace("-", "").isalpha() and name.isascii() and len(name) < 40 else "unreadable"  # noqa: PLR2004 - the longest there is has 25
