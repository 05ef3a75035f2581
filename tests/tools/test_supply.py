"""What we build upon: every licence known, a bill of materials that is the same everywhere."""

import json
import re

import pytest

from tools import licences, sbom
from tools.licences import Package
from tools.locks import ROOT, read_lock

pytestmark = pytest.mark.threat("T20")


def test_every_package_has_a_licence_that_we_may_build_upon() -> None:
    assert list(licences.mistakes(licences.packages())) == []


def test_the_page_of_licences_is_what_is_installed() -> None:
    assert licences.PAGE.read_text() == licences.page(licences.packages()), "run python -m tools.licences --write"


@pytest.mark.parametrize("said", ["", "AGPL-3.0-only", "MIT AND AGPL-3.0-only", "Proprietary", "UNKNOWN"])
def test_a_licence_that_nobody_has_looked_at_is_told(said: str) -> None:
    package = Package("canary", "1.0", licences.spdx(said), "pypi", is_shipped=True)
    assert len(list(licences.mistakes([package]))) == 1


def test_the_bill_of_materials_names_every_pinned_package_and_no_machine() -> None:
    text = sbom.written()
    assert text == sbom.written()
    bill = json.loads(text)
    named = {part["purl"] for part in bill["components"]}
    locked = read_lock((ROOT / "requirements.lock").read_text())
    assert {f"pkg:pypi/{pin.name}@{pin.version}" for pin in locked} <= named
    assert any(purl.startswith("pkg:npm/htmx.org@") for purl in named)
    assert not any("axe-core" in purl or "pkg:pypi/pytest@" in purl for purl in named)
    assert all(part["licenses"][0]["expression"] for part in bill["components"])
    assert str(ROOT) not in text
    assert re.findall(r"https?://[^\"]+", text) == ["http://cyclonedx.org/schema/bom-1.6.schema.json"]
