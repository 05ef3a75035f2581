"""`make sbom`: what the service is made of, as CycloneDX JSON: every pinned package that is shipped, with its licence.

From the locks alone, so that the same checkout gives the same bytes everywhere: no time, no path, no address. It is
read back by CycloneDX's own validator. Deliberately leaves out what only tests need.
"""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tools.licences import Package, packages
from tools.locks import ROOT


def document(root: Path = ROOT) -> dict[str, Any]:
    """The whole bill of materials."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    shipped = [package for package in packages(root) if package.is_shipped]
    ours = {
        "type": "application",
        "bom-ref": project["name"],
        "name": project["name"],
        "version": project["version"],
        "description": project["description"],
        "licenses": [{"license": {"id": project["license"]}}],
    }
    parts = [_component(package) for package in shipped]
    refs = [part["bom-ref"] for part in parts]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": ours},
        "components": parts,
        "dependencies": [{"ref": project["name"], "dependsOn": refs}, *({"ref": ref} for ref in refs)],
    }


def _component(package: Package) -> dict[str, Any]:
    purl = f"pkg:{package.ecosystem}/{quote(package.name, safe='/')}@{quote(package.version)}"
    scope, _, name = package.name.rpartition("/")
    return {
        "type": "library",
        "bom-ref": purl,
        **({"group": scope} if scope else {}),
        "name": name,
        "version": package.version,
        "scope": "required",
        "licenses": [{"expression": package.licence}],
        "purl": purl,
    }


def written(root: Path = ROOT) -> str:
    """As text. Raises ValueError where it is no CycloneDX."""
    text = json.dumps(document(root), indent=2, ensure_ascii=False) + "\n"
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        raise ValueError(f"this is no bill of materials: {wrong}")
    return text


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var/sbom.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(written())
    print(f"Bill of materials: {target}")
