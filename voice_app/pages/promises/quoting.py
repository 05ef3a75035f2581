"""The words that a person heard or was texted about a promise, as far as they are on record.

What was spoken is put together again from the wording of that version and the time that stands on the timeline; a
number that was read out then is not, because it may be another by now. Deliberately guesses nothing: what is not on
record is left away.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from flows import spoken
from flows.facts import Promised, Window
from flows.tongues import language_of
from voice_app.ledger import texts
from voice_app.ledger.dossiers import Dossier
from voice_app.ledger.promise import Promise
from voice_app.ledger.timeline import Entry
from voice_app.ledger.wordings import wording
from voice_app.runtime import Runtime

UNKNOWN: Final = "…"


def quotes(ledger: Connection, house: Runtime, promise: Promise, dossier: Dossier) -> Mapping[int, str]:
    """By the place of an entry in the timeline: what was said, written or noted."""
    bodies = {text.id: text.body for text in texts.of_promise(ledger, promise.id)}
    notes = {matter.at: matter.note for matter in dossier.matters if matter.note}
    versions: dict[str, Mapping[str, Mapping[str, str]]] = {}
    found: dict[int, str | None] = {}
    window, waits = None, False
    for place, entry in enumerate(dossier.timeline):
        waits = _needs_approval(entry, waits)
        window = entry if entry.event == "window_chosen" else window
        if entry.event == "text_queued":
            found[place] = next((body for id_, body in bodies.items() if id_ == entry.data.get("text")), None)
        elif entry.event in ("made", "matter_added", "noted"):
            found[place] = notes.get(entry.at)
        elif entry.event == "said":
            version = str(entry.data["words"])
            if version not in versions:
                kept = wording(ledger, version)
                versions[version] = kept.sentences if kept else {}
            found[place] = _spoken(house, entry, versions[version], promise, window, waits=waits)
    return {place: words for place, words in found.items() if words}


def _needs_approval(entry: Entry, before: bool) -> bool:
    if entry.event in ("made", "moved"):
        return bool(entry.data.get("needs_approval"))
    return {"held": True, "approved": False}.get(entry.event, before)


def _spoken(
    house: Runtime,
    entry: Entry,
    sentences: Mapping[str, Mapping[str, str]],
    promise: Promise,
    window: Entry | None,
    *,
    waits: bool,
) -> str | None:
    tongue = str(entry.data["language"])
    words = sentences.get(tongue) or sentences.get(language_of(tongue))
    call_by = datetime.fromisoformat(str(entry.data["call_by"]))
    is_late = entry.data["node"] == "recognised" and call_by <= entry.at
    agreed = _window_of(window, call_by)
    kinds: Iterable[tuple[bool, str]] = ((waits, "_approval"), (is_late, "_late"), (agreed is not None, "_window"))
    key = str(entry.data["node"]) + next((ending for applies, ending in kinds if applies), "")
    if words is None or key not in words:
        return None
    told = Promised(promise.id, promise.need, call_by, "", own_number=False, window=agreed, needs_approval=waits)
    time = spoken.due(told, entry.at, house.line.timezone, tongue)
    said = words[key].format(time=time, number=UNKNOWN, name=house.line.name)
    return said.replace(f"{UNKNOWN}.", UNKNOWN)


def _window_of(chosen: Entry | None, call_by: datetime) -> Window | None:
    """The window that was told: the one whose end is the time on record."""
    if chosen is None:
        return None
    from_at, to_at = (datetime.fromisoformat(str(chosen.data[name])) for name in ("window_from", "window_to"))
    return Window(from_at, to_at) if to_at == call_by else None
