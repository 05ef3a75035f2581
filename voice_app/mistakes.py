"""What an operator got wrong, in plain words: shared by the environment and the line file.

Deliberately stops nothing by itself: whoever reads a source collects every mistake of it and raises them at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

Place = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong: where (a variable, or a path in the line file), what, and how to put it right. `place`:
    file and line, as far as they are known."""

    where: str
    what: str
    remedy: str
    place: str = ""

    def __str__(self) -> str:
        said = f"{self.place}: {self.where}: {self.what}." if self.place else f"{self.where}: {self.what}."
        return f"{said} {self.remedy}." if self.remedy else said


class Mistakes(Exception):
    """Every mistake found, in the order of the source. Never empty."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.all = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.all))


def path(place: Place) -> str:
    """A place in a TOML file: `("menu", 1, "label", "en")` as `menu[2].label.en`."""
    written = ""
    for part in place:
        if isinstance(part, int):
            written += f"[{part + 1}]"
        elif part != "[key]":  # what pydantic adds where the key itself is wrong
            written += f".{part}" if written else part
    return written


MOST_TO_LIST = 25


def wrong(what: str, remedy: str) -> PydanticCustomError:
    """What a validator raises: both sentences, without their full stops."""
    return PydanticCustomError("mistake", "{what}", {"what": what, "remedy": remedy})


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """A remedy for a name that is not known: the nearest right one, else all of them."""
    names = list(known)
    near = get_close_matches(given, names, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {near[0]}"
    return f"Known here: {', '.join(names)}" if 0 < len(names) <= MOST_TO_LIST else ""


def in_plain_words(
    error: ValidationError, where: Callable[[Place], str], known: Callable[[Place], Iterable[str]]
) -> list[Mistake]:
    """Each error that pydantic found as a mistake. `known` names the keys that may stand beside the one at a place."""
    found = error.errors(include_url=False)
    return [_mistake(details, where, known) for details in found if details["type"] != _A_CONSEQUENCE]


_A_CONSEQUENCE = "default_factory_not_called"  # a default that could not be made, because another value is wrong


_A_TABLE = "a table is expected here"
_A_NUMBER = "a whole number is expected here"
_TO_BE_SAID = {
    "string_type": "a text in quotes is expected here",
    "int_type": _A_NUMBER,
    "int_parsing": _A_NUMBER,
    "int_from_float": _A_NUMBER,
    "float_type": "a number is expected here",
    "float_parsing": "a number is expected here",
    "bool_type": "true or false is expected here",
    "bool_parsing": "true or false is expected here",
    "tuple_type": "a list in [ ] is expected here",
    "mapping_type": _A_TABLE,
    "dict_type": _A_TABLE,
    "model_type": _A_TABLE,
    "greater_than": "it must be above {gt}",
    "less_than": "it must be below {lt}",
    "greater_than_equal": "it must be at least {ge}",
    "less_than_equal": "it must be at most {le}",
    "too_short": "at least {min_length} is needed here",
    "too_long": "at most {max_length} are allowed here, not {actual_length}",
}


def _mistake(details: ErrorDetails, where: Callable[[Place], str], known: Callable[[Place], Iterable[str]]) -> Mistake:
    kind, place, context = details["type"], details["loc"], details.get("ctx", {})
    if kind == "mistake":
        return Mistake(where(place), context["what"], context["remedy"])
    if kind == "missing":
        return Mistake(where(place), "it is missing", "Add it")
    if kind == "extra_forbidden":
        return Mistake(where(place), "nothing of this name is known", did_you_mean(str(place[-1]), known(place)))
    if kind == "literal_error":
        return Mistake(where(place), f"{details['input']!r} is none of {context['expected']}", "Choose one of these")
    said = _TO_BE_SAID.get(kind)
    return Mistake(where(place), said.format_map(context) if said else details["msg"], "")
