"""What can be edited of a line, each as a function from its tables (`Line.as_dict`) to its tables.

Pure. Takes what somebody filled in as it stands, right or wrong: what is wrong with it is `Line.from_dict`'s to say, by
path, so that a page and a file are told the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from unicodedata import combining, normalize

from voice_app.line.values import WEEKDAYS

Raw = Mapping[str, Any]

CLOSURE: Final = "closure"
SPECIAL_DAYS: Final = "special_day"


def stretch(from_: str, to: str) -> str:
    """A stretch of a day from two fields of time. Midnight at its end is the end of that day; "" where both are
    empty."""
    if not from_ and not to:
        return ""
    return f"{from_}-{'24:00' if to == '00:00' else to}"


def with_week(raw: Raw, days: Mapping[str, Sequence[str]], holidays: str) -> dict[str, Any]:
    """Each weekday's stretches, and whose public holidays close the line; "": nobody's."""
    hours = {day: list(days.get(day, ())) for day in WEEKDAYS}
    return {**raw, "hours": hours | ({"holidays": holidays} if holidays else {})}


def with_special_day(raw: Raw, day: date, hours: Sequence[str], reason: Mapping[str, str]) -> dict[str, Any]:
    """On that day these hours instead of its own, or none; `reason` by language, where one is told."""
    entry: dict[str, Any] = {"date": day.isoformat(), "hours": list(hours)}
    before: Raw = next((one for one in raw.get(SPECIAL_DAYS, ()) if one.get("date") == day.isoformat()), {})
    said = _unshown(before.get("reason"), reason) | _said(reason)
    others = without_special_day(raw, day)
    return {**others, SPECIAL_DAYS: [*others.get(SPECIAL_DAYS, []), entry | ({"reason": said} if said else {})]}


def without_special_day(raw: Raw, day: date) -> dict[str, Any]:
    """On that day the hours of its weekday, or its holiday, again."""
    kept = [entry for entry in raw.get(SPECIAL_DAYS, ()) if entry.get("date") != day.isoformat()]
    return {**raw, SPECIAL_DAYS: kept}


def with_closure(raw: Raw, from_at: str, until_at: str, reason: Mapping[str, str]) -> dict[str, Any]:
    """Closed from now until then, whatever the hours say; the instants as the file writes them."""
    said = _said(reason)
    closure: dict[str, Any] = {"from": from_at, "until": until_at} | ({"reason": said} if said else {})
    return {**raw, CLOSURE: closure}


def without_closure(raw: Raw) -> dict[str, Any]:
    """Open again, within the hours."""
    return {key: value for key, value in raw.items() if key != CLOSURE}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu as somebody filled it in. `was`: its need before, by which it is the same entry; "": it is
    new. `place`: where in the menu it is spoken, from 1."""

    key: str
    need: str
    label: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    was: str = ""
    place: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.need or _said(self.label) or any(self.words.values()))


def with_menu(raw: Raw, entries: Iterable[Entry]) -> dict[str, Any]:
    """The menu with these entries, in the order of their places; an empty one is none. What an entry is called in
    languages that the form does not show, because the line does not speak them now, stays."""
    filled = sorted((entry for entry in entries if not entry.is_empty), key=lambda entry: entry.place)
    before = {entry.get("need"): entry for entry in raw.get("menu", ())}
    return {**raw, "menu": [_table(entry, before.get(entry.was, {})) for entry in filled]}


def _table(entry: Entry, before: Raw) -> dict[str, Any]:
    words = {language: list(its) for language, its in entry.words.items() if its}
    return {
        "key": entry.key,
        "need": entry.need or need_for(entry.label),
        "label": _unshown(before.get("label"), entry.label) | _said(entry.label),
        "words": _unshown(before.get("words"), entry.words) | words,
    }


def need_for(label: Mapping[str, str]) -> str:
    """A name that skills can use, out of what an entry is called: "een rekening" is `een-rekening`."""
    first = next((text for text in label.values() if text.strip()), "")
    plain = "".join(sign for sign in normalize("NFKD", first.casefold()) if not combining(sign))
    signs = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in plain)
    return "-".join(signs.split())[:40]


def with_prompts(raw: Raw, worded: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The line's own wording of these sentences, by language; what is empty is said in our words."""
    before = raw.get("prompts", {})
    own = {key: _unshown(before.get(key), said) | _said(said) for key, said in worded.items()}
    return {**raw, "prompts": {key: said for key, said in own.items() if said}}


def with_sections(raw: Raw, sections: Mapping[str, Raw]) -> dict[str, Any]:
    """These keys of these sections replaced; a key that is None is taken out, and what else stands there stays."""
    edited = dict(raw)
    for name, keys in sections.items():
        before = raw.get(name, {})
        together = {**before, **{key: _with_unshown(before.get(key), value) for key, value in keys.items()}}
        edited[name] = {key: value for key, value in together.items() if value is not None}
    return edited


def _with_unshown(before: Any, value: Any) -> Any:
    return {**_unshown(before, value), **value} if isinstance(value, Mapping) and value else value


def _unshown(before: Mapping[str, Any] | None, shown: Mapping[str, Any]) -> dict[str, Any]:
    """What is said in languages that the form has no field for."""
    return {language: its for language, its in (before or {}).items() if language not in shown}


def _said(by_language: Mapping[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in by_language.items() if text.strip()}
