"""The OpenAPI 3.1 document, made from the same endpoints and shapes that requests are read and answered with.

Deliberately adds nothing that the endpoints do not declare, but for what all of them share.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from voice_app.api.endpoint import Endpoint
from voice_app.api.problems import MIMETYPE, Problem

Json = dict[str, Any]
Schemas = dict[tuple[type[BaseModel], JsonSchemaMode], Json]

ABOUT = """What an operator's own programs ask of the support line, and tell it.

Times are RFC 3339; UTC with `Z` is written, any offset is read. Errors are RFC 9457 problem documents. A field or
parameter that is not known is refused by name; a blank parameter is an absent one. Bodies have at most 64 KiB. Every
request may be repeated: what has been done already is not done twice."""

EVERYWHERE = {
    401: "No token or a wrong one; or the service has no `API_TOKEN`, and the API is closed.",
    422: "The request has mistakes: all of them, by field, in `errors`. Nothing was done.",
    500: "Something broke; it is in the log.",
    503: "A store does not answer. Ask again after `Retry-After` seconds.",
}
WITH_A_BODY = {
    400: "The body is no JSON in UTF-8.",
    413: "The body has more than 64 KiB.",
    415: "The body is not sent as `application/json`.",
}


def document(endpoints: Sequence[Endpoint[Any]]) -> Json:
    """The whole document, ready to be written as JSON."""
    schemas, components = _schemas(endpoints)
    paths: dict[str, Json] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Gehoor", "version": "1", "description": ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "The service's `API_TOKEN`."}
            },
        },
    }


def _schemas(endpoints: Iterable[Endpoint[Any]]) -> tuple[Schemas, Json]:
    """A reference for each shape and form, and what they refer to."""
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(Problem, "serialization")]
    for endpoint in endpoints:
        wanted += [(endpoint.shape, "serialization"), (endpoint.form, "validation")]
    found, definitions = models_json_schema(
        list(dict.fromkeys(wanted)), by_alias=True, ref_template="#/components/schemas/{model}"
    )
    return {declared: found[declared] for declared in wanted}, definitions["$defs"]


def _operation(endpoint: Endpoint[Any], schemas: Schemas) -> Json:
    operation: Json = {
        "operationId": endpoint.view.__name__,
        "summary": endpoint.does,
        "description": endpoint.more or endpoint.does,
        "parameters": [*_path_parameters(endpoint), *([] if endpoint.has_body else _query_parameters(endpoint))],
        "responses": _responses(endpoint, schemas),
    }
    if endpoint.has_body:
        content = {"application/json": {"schema": schemas[endpoint.form, "validation"]}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _path_parameters(endpoint: Endpoint[Any]) -> list[Json]:
    if not endpoint.id_means:
        return []
    described = {"description": endpoint.id_means, "schema": {"type": "string", "pattern": "^[A-Za-z0-9_.-]{1,64}$"}}
    return [{"name": "id", "in": "path", "required": True, **described}]


def _query_parameters(endpoint: Endpoint[Any]) -> list[Json]:
    schema = endpoint.form.model_json_schema(by_alias=True)
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "description": about.pop("description"),
            "schema": _in_an_address(about),
        }
        for name, about in schema.get("properties", {}).items()
    ]


def _in_an_address(schema: Json) -> Json:
    """An address has no null; what is absent may be written there as blank."""
    blank = {"type": "string", "maxLength": 0}
    said = {name: value for name, value in schema.items() if (name, value) != ("default", None)}
    return said | {"anyOf": [blank if one == {"type": "null"} else one for one in schema["anyOf"]]}


def _responses(endpoint: Endpoint[Any], schemas: Schemas) -> Json:
    good = {endpoint.media: {"schema": schemas[endpoint.shape, "serialization"]}}
    problem = {MIMETYPE: {"schema": schemas[Problem, "serialization"]}}
    bad = {**EVERYWHERE, **(WITH_A_BODY if endpoint.has_body else {}), **endpoint.refuses}
    if endpoint.id_means:
        bad.setdefault(404, "There is no such thing.")
    return {
        str(status): {"description": means, "content": content}
        for meanings, content in ((endpoint.gives, good), (bad, problem))
        for status, means in sorted(meanings.items())
    }
