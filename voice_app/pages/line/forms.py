"""What the forms of the line's pages send, read as edits take it, and written as fields show it.

Deliberately checks nothing: what is wrong is told by the line's own rules, and shown beside the field that said it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from voice_app.editing.edits import Entry, stretch
from voice_app.editing.fields import Field, split_duration
from voice_app.line.values import WEEKDAYS

MOST_STRETCHES: Final = 4
"""Of one day, that a form has room for."""
MOST_ENTRIES: Final = 5
LONGEST: Final = 5000
"""Characters of one field: far more than any rule allows, so that what is too long is told, and not cut off."""

Form = Mapping[str, str]


def number(form: Form, name: str) -> int:
    """0 for what is none."""
    text = form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - of an int


def week(form: Form) -> dict[str, list[str]]:
    return {day: stretches(form, day) for day in WEEKDAYS}


def stretches(form: Form, of: str) -> list[str]:
    """Those that are filled in, of one day."""
    found = (
        stretch(_text(form, f"{of}-{count}-from"), _text(form, f"{of}-{count}-to"))
        for count in range(1, MOST_STRETCHES + 1)
    )
    return [one for one in found if one]


def times_of(hours: Sequence[str]) -> list[tuple[str, str]]:
    """A day's stretches as fields: from and to; and one more, to fill in."""
    told = [(from_, "00:00" if to == "24:00" else to) for from_, _, to in (one.partition("-") for one in hours)]
    return [*told, ("", "")][:MOST_STRETCHES]


def by_language(form: Form, name: str, languages: Iterable[str]) -> dict[str, str]:
    return {language: _text(form, f"{name}-{language}") for language in languages}


def entries(form: Form, languages: Sequence[str]) -> list[Entry]:
    """Of a menu. One that is to be taken out is not among them."""
    kept = (count for count in range(1, MOST_ENTRIES + 1) if f"out-{count}" not in form)
    return [_entry(form, count, languages) for count in kept]


def _entry(form: Form, count: int, languages: Sequence[str]) -> Entry:
    words = by_language(form, f"words-{count}", languages)
    return Entry(
        key=_text(form, f"key-{count}"),
        need=_text(form, f"need-{count}"),
        label=by_language(form, f"label-{count}", languages),
        words={language: _listed(text, ",") for language, text in words.items()},
        was=_text(form, f"was-{count}"),
        place=number(form, f"place-{count}") or count,
    )


def sections(form: Form, fields: Iterable[Field], languages: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The values of these fields, by section and key."""
    filled: dict[str, dict[str, Any]] = {}
    for field in fields:
        filled.setdefault(field.section, {})[field.key] = _value(form, field, languages)
    return filled


def _value(form: Form, field: Field, languages: Sequence[str]) -> Any:  # noqa: PLR0911 - one for each kind
    text = _text(form, field.path)
    match field.kind:
        case "switch":
            return field.path in form
        case "duration":
            return _duration(form, field.path)
        case "durations":
            return [_duration(form, f"{field.path}-{count}") for count in range(1, field.count + 1)]
        case "number":
            return _whole(text)
        case "span":
            return stretch(_text(form, f"{field.path}-from"), _text(form, f"{field.path}-to")) or None
        case "texts":
            return list(_listed(text, "\n")) or (None if field.default is None else [])
        case "by_language":
            said = {language: words for language, words in by_language(form, field.path, languages).items() if words}
            return said or field.default
        case _:
            return _whole(text) if isinstance(field.default, int) or text.isdigit() else text or None


def _duration(form: Form, name: str) -> str:
    number = _text(form, name)
    return f"{number}{form.get(f'{name}-unit', '')[:1]}" if number.isdigit() else number


def _whole(text: str) -> int | str:
    """The number; what is none, as it came: it is told so."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text  # noqa: PLR2004 - of an int


def shown(field: Field, value: Any) -> Any:
    """A value as its field shows it."""
    match field.kind:
        case "duration":
            return split_duration(str(value or ""))
        case "durations":
            return [split_duration(str(one)) for one in value or ()]
        case "span":
            from_, _, to = str(value or "").partition("-")
            return (from_, "00:00" if to == "24:00" else to)
        case "texts":
            return "\n".join(map(str, value or ()))
        case _:
            return "" if value is None else value


def _listed(text: str, between: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(between) if part.strip()))


def _text(form: Form, name: str) -> str:
    return form.get(name, "").replace("\r", "").strip()[:LONGEST]
