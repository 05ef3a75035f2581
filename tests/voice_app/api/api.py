"""A client that trusts no answer: status, content type and body must be what the OpenAPI document says."""

import re
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]  # it has no types
from werkzeug.test import TestResponse

from voice_app.app import create_app
from voice_app.runtime import Runtime

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT")

Json = dict[str, Any]


class Api:
    """Asks with the token; gives the body of an answer that had the status that was expected."""

    def __init__(self, house: Runtime, app: Flask | None = None) -> None:
        self.client = (app or create_app(house)).test_client()
        token = house.settings.api_token
        self.token = token.get_secret_value() if token else ""
        self.bearer = {"Authorization": f"Bearer {self.token}"}
        self.document: Json = self.client.get("/api/openapi.json").get_json()

    def get(self, path: str, status: int = 200) -> Any:
        return self.ask("GET", path, status)

    def post(self, path: str, status: int = 200, **json: Any) -> Any:
        return self.ask("POST", path, status, json=json)

    def put(self, path: str, status: int = 200, **json: Any) -> Any:
        return self.ask("PUT", path, status, json=json)

    def ask(self, method: str, path: str, status: int, **request: Any) -> Any:
        answer = self.client.open(path, method=method, headers=self.bearer, **request)
        assert answer.status_code == status, answer.get_data(as_text=True)
        self.check(method, path, answer)
        return answer.get_json()

    def check(self, method: str, path: str, answer: TestResponse) -> None:
        """The answer is one that the document promises; every instant in it is UTC, with Z."""
        promised = self._operation(method, path)["responses"][str(answer.status_code)]["content"]
        assert answer.mimetype in promised
        schema = {**promised[answer.mimetype]["schema"], "components": self.document["components"]}
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer.get_json())
        assert answer.headers["Cache-Control"] == "no-store"
        for text in _texts(answer.get_json()):
            assert not INSTANT.match(text) or text.endswith("Z"), text

    def _operation(self, method: str, path: str) -> Json:
        for template, operations in self.document["paths"].items():
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path.partition("?")[0]):
                operation: Json = operations[method.lower()]
                return operation
        raise AssertionError(f"{path} is not in the document")


def mistaken(problem: Json) -> dict[str, str]:
    """The mistakes of a problem: code by field."""
    return {mistake["field"]: mistake["code"] for mistake in problem["errors"]}


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) else []
