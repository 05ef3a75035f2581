import re
from typing import Any

from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.journeys.world import World
from tests.voice_app.api.api import Api
from voice_app.ledger.compliance import Compliance


def test_the_document_is_valid_openapi_3_1(api: Api) -> None:
    OpenAPIV31SpecValidator(api.document).validate()
    assert api.document["openapi"] == "3.1.0"


def test_the_document_needs_no_token(stranger: FlaskClient) -> None:
    assert stranger.get("/api/openapi.json").status_code == 200


def test_every_route_is_in_the_document_and_no_other(world: World, api: Api) -> None:
    routes = {
        (method.lower(), re.sub("<(\\w+)>", r"{\1}", rule.rule))
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and rule.rule != "/api/openapi.json"
    }
    described = {(method, path) for path, methods in api.document["paths"].items() for method in methods}
    assert routes == described


def test_every_operation_has_a_name_of_its_own_and_tells_its_errors(api: Api) -> None:
    operations = [operation for path in api.document["paths"].values() for operation in path.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        assert operation["summary"]
        assert {"401", "422", "500", "503"} <= set(operation["responses"])
        assert ("415" in operation["responses"]) == ("requestBody" in operation)
        assert all(parameter["description"] for parameter in operation["parameters"])


def test_every_request_field_is_explained(api: Api) -> None:
    schemas = api.document["components"]["schemas"]
    asked = {
        "PresenceDeclared",
        "WrapUp",
        "TransferWanted",
        "DestinationWanted",
        "PromiseWanted",
        "Withdrawal",
        "Approval",
    }
    for name in asked:
        for field, about in schemas[name]["properties"].items():
            assert about.get("description"), f"{name}.{field}"


def test_every_figure_of_compliance_is_defined_in_the_ledgers_own_words(api: Api) -> None:
    ours = _plain(Compliance.__doc__)
    shown = api.document["components"]["schemas"]["ComplianceShown"]
    assert "made = kept_in_time + kept_late + broken_open + unreached + withdrawn + open" in shown["description"]
    for name, about in shown["properties"].items():
        definition = _plain(about["description"]).partition(" null where")[0].rstrip(".")
        assert f"{name} : {definition}" in ours, name


def _plain(text: Any) -> str:
    """Without marks, capitals and line breaks."""
    return " ".join(str(text).replace("`", " ").replace(" :", ":").replace(":", " : ").lower().split())
