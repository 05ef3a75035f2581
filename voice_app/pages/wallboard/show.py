"""The wallboard as it is shown: as a page, and as the part of it that changes.

The same state is the same text at any time, because clocks are instants that tick in the page. A page is shown also
where the board does not answer: whoever hangs a screen on a wall is not there to load it again.
"""

from datetime import timedelta
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from routing.board import BoardGone
from routing.norms import answer_within
from routing.ranges import WaitRange
from voice_app.pages.page import Visit
from voice_app.pages.streams import BEAT
from voice_app.pages.wallboard.watch import watch_of
from voice_app.pages.words import N_, say
from voice_app.wallboard import ORDER, Does, Shown

MOST_NEEDS, MOST_NAMED = 6, 24
"""What has room on a wall; the rest is counted."""
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)

DOES: Final[dict[Does, str]] = {
    "free": N_("free"),
    "reserved": N_("being rung"),
    "talking": N_("on the phone"),
    "wrapping_up": N_("wrapping up"),
    "resting": N_("did not answer, rests"),
    "on_break": N_("on a break"),
}


def wallboard(visit: Visit) -> ResponseReturnValue:
    """`?plain`: nothing but the board, for a screen on the wall; a screen gets no other."""
    is_plain = "plain" in request.args or visit.agent is None
    try:
        shown = watch_of(visit.house).shown()
    except BoardGone:
        shown = None
    return render_template(
        "wallboard/plain.html" if is_plain else "wallboard/wallboard.html",
        visit=visit,
        beat=BEAT / SECOND,
        **_asked_by(visit, shown),
    )


def rendered(visit: Visit, shown: Shown) -> str:
    """The part of the page that changes."""
    return render_template("wallboard/_board.html", visit=visit, **_asked_by(visit, shown))


def _asked_by(visit: Visit, shown: Shown | None) -> dict[str, object]:
    """What the templates may ask. `levels`: the service level for each length that counts here, the usual one first."""
    lengths = answer_within(visit.house.line.region)
    known = shown.today.calls.service_levels if shown and shown.today else ()
    return {
        "shown": shown,
        "levels": [(_within(length), known[n] if n < len(known) else None) for n, length in enumerate(lengths)],
        "has_tongues": len(visit.house.line.languages) > 1,
        "most_needs": MOST_NEEDS,
        "most_named": MOST_NAMED,
        "order": ORDER,
        "doing": _doing,
        "still_said": still_said,
    }


def _doing(does: Does) -> str:
    return say(DOES[does])


def _within(length: timedelta) -> str:
    if length > 3 * MINUTE:
        return say(N_("within %(count)s min"), count=length // MINUTE)
    return say(N_("within %(count)s s"), count=length // SECOND)


def still_said(still: WaitRange | None) -> str:
    """How long still, as a range: a single number would be false precision."""
    if still is None:
        return say(N_("nobody is ready"))
    low = still.low // MINUTE
    if still.high is None:
        return say(N_("more than %(low)s min"), low=low)
    high = still.high // MINUTE
    return say(N_("%(low)s to %(high)s min"), low=low, high=high) if low else say(N_("up to %(high)s min"), high=high)
