"""The JSON API is held against its own document: whatever the document allows is answered as the document says, and
whatever it does not allow is refused; nothing breaks down, and nobody without the token is told a thing.

The requests are schemathesis', made from `/api/openapi.json`; the line that they are about is in the middle of its day.
"""

from collections.abc import Iterator
from typing import get_args
from urllib.parse import parse_qsl, urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic_core.core_schema import ErrorType
from schemathesis import APIOperation, BaseSchema, Case, GenerationMode, Response
from schemathesis.core.failures import AcceptedNegativeData, Failure, FailureGroup
from schemathesis.openapi.checks import RejectedPositiveData

from tests.fuzzing.living import Ids, begin_the_day
from tests.journeys.conftest import WorldOf, empty_ledger, ledger, world, world_of
from tests.journeys.world import World
from tools.stage import API_TOKEN

__all__ = ["WorldOf", "empty_ledger", "ledger", "world", "world_of"]

BEARER = {"Authorization": f"Bearer {API_TOKEN}"}
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
SHAPES = frozenset(get_args(ErrorType))
"""Mistakes of a request's shape: whoever keeps to the document makes none. What it cannot know, such as which needs a
line has and what is a phone number, has codes of our own."""
PHONES = ("+31622222222", "06 22 22 22 23", "0031622222224", "+870776000000", "112")


def ask_at_random(world: World, examples: int) -> dict[str, str]:
    """So many requests to each operation, with what it allows and with what it does not; what was found wrong."""
    ids = begin_the_day(world)
    api = schemathesis.openapi.from_wsgi("/api/openapi.json", world.app)
    found: dict[str, str] = {}
    for operation in _operations(api):
        for mode in MODES:
            _ask(operation, mode, ids, examples, found)
    return found


def _operations(api: BaseSchema) -> Iterator[APIOperation]:
    yield from (one.ok() for one in api.get_all_operations())


def _ask(operation: APIOperation, mode: GenerationMode, ids: Ids, examples: int, found: dict[str, str]) -> None:
    @settings(max_examples=examples, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(mode), data=st.data())
    def ask(case: Case, data: st.DataObject) -> None:
        if mode == GenerationMode.POSITIVE:
            _make_it_likely(case, ids, data)
        try:
            response = case.call(headers=BEARER)
            case.validate_response(response, headers=BEARER)
        except FailureGroup as group:
            failures = [one for one in group.exceptions if not _is_right(one, case, response)]
            found.update({f"{operation.label}: {type(one).__name__}": _told(one, response) for one in failures})
        except Exception as error:  # in a test, Flask lets it through
            found[f"{operation.label}: {type(error).__name__}"] = f"{case.as_curl_command()}\n{error!r}"

    ask()


def _make_it_likely(case: Case, ids: Ids, data: st.DataObject) -> None:
    """Half the time it is about something that there is: what nobody knows is refused before much has been done."""
    kind = case.path.split("/")[2] if "versions" not in case.path else "versions"
    if "id" in case.path_parameters and kind in ids:
        case.path_parameters["id"] = data.draw(st.sampled_from(ids[kind]) | st.just(case.path_parameters["id"]))
    if isinstance(case.body, dict) and "phone" in case.body:
        case.body["phone"] = data.draw(st.sampled_from(PHONES) | st.just(case.body["phone"]))


def _is_right(failure: Failure, case: Case, response: Response) -> bool:
    """A document can say neither which needs a line has nor what is a phone number; and an address that was made up
    wrong may say the right thing once it has been written down."""
    if isinstance(failure, RejectedPositiveData):
        errors = response.json().get("errors")
        return bool(errors) and not any(error["code"] in SHAPES for error in errors)
    if isinstance(failure, AcceptedNegativeData) and response.request.method == "GET":
        return _says_what_is_allowed(case, str(response.request.url))
    return False


def _says_what_is_allowed(case: Case, url: str) -> bool:
    known = {parameter.name for parameter in case.operation.query}
    said = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    return all(name in known and not value for name, value in said)


def _told(failure: Failure, response: Response) -> str:
    asked = f"{response.request.method} {response.request.url} {response.request.body!r}"
    return f"{failure.title} {failure.message}\n{asked[:500]}\n{response.status_code} {response.text[:500]}"


def test_it_does_what_its_document_says_and_nothing_else(world: World) -> None:
    assert ask_at_random(world, examples=4) == {}


@pytest.mark.long
def test_it_does_so_for_thousands_of_requests(world: World) -> None:
    assert ask_at_random(world, examples=200) == {}
