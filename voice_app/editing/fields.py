"""What the tables of the line file hold, read off their declarations: so a new key has a field on a page by itself.

Pure. Deliberately knows no words for them: those are the pages'.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from routing.calendar import DaySpan
from voice_app.line import Line
from voice_app.line.section import Section
from voice_app.line.values import UNITS

Kind = Literal["switch", "duration", "durations", "choice", "number", "span", "texts", "by_language", "text"]
"""How a value is filled in. `texts`: one a line. `by_language`: a text in each language of the line."""


@dataclass(frozen=True, slots=True)
class Field:
    """`path`: as mistakes write it. `default`: as the file writes it; None: there is none. `choices`: of a choice.
    `count`: of durations."""

    section: str
    key: str
    kind: Kind
    default: Any
    choices: tuple[str, ...] = ()
    count: int = 1

    @property
    def path(self) -> str:
        return f"{self.section}.{self.key}"


def fields_of(section: str) -> tuple[Field, ...]:
    """Every key of that table that somebody can fill in, in the order of its declaration. KeyError: no such table."""
    return tuple(_fields(section))


def _fields(section: str) -> Iterator[Field]:
    model = _model_of(section)
    defaults = model().model_dump(mode="json")
    for key, info in model.model_fields.items():
        plain = _plain(info.annotation)
        yield Field(section, key, _kind(plain), defaults[key], _choices(plain), _count(plain))


def sections() -> tuple[str, ...]:
    """Every table of the file that there may be, by its name there."""
    return tuple(info.alias or name for name, info in Line.model_fields.items())


def _model_of(section: str) -> type[Section]:
    info: FieldInfo = dict(zip(sections(), Line.model_fields.values(), strict=True))[section]
    model = _plain(info.annotation)
    if not (isinstance(model, type) and issubclass(model, Section)):
        raise KeyError(section)
    return model


def _plain(annotation: Any) -> Any:
    """Without what only checks it, and without None."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        others = [one for one in get_args(annotation) if one is not NoneType]
        return _plain(others[0]) if len(others) == 1 else annotation
    return annotation


def _kind(plain: Any) -> Kind:
    origin = get_origin(plain)
    if origin is Literal:
        return "choice"
    if plain in (bool, int, timedelta, DaySpan):
        return {bool: "switch", int: "number", timedelta: "duration", DaySpan: "span"}[plain]  # type: ignore[return-value]  # of Kind
    if origin is tuple and _plain(get_args(plain)[0]) is timedelta:
        return "durations"
    if origin is tuple:
        return "texts"
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return "by_language"
    return "text"


def _choices(plain: Any) -> tuple[str, ...]:
    return tuple(map(str, get_args(plain))) if get_origin(plain) is Literal else ()


def _count(plain: Any) -> int:
    arguments = get_args(plain)
    return len(arguments) if get_origin(plain) is tuple and Ellipsis not in arguments else 1


def split_duration(text: str) -> tuple[str, str]:
    """A duration as two fields: its number and its unit. What is none stands in the first as it came."""
    number, unit = text[:-1], text[-1:]
    return (number, unit) if unit in UNITS and number.isdigit() else (text, "s")
