"""The files of the pages: compressed, kept for good by the browser, and new at a new address."""

import gzip
import os
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from voice_app.pages import assets


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("pages", static_folder=None)
    assets.serve(app)
    return app.test_client()


def get(client: FlaskClient, url: str) -> TestResponse:
    return client.get(url, headers={"Accept-Encoding": "gzip"})


def test_a_file_comes_compressed_and_is_never_asked_for_again(client: FlaskClient) -> None:
    answer = get(client, client.application.jinja_env.globals["static"]("gehoor.css"))  # type: ignore[operator]  # ours
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == (assets.STATIC / "gehoor.css").read_bytes()
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_page_of_yesterday_still_finds_its_files(client: FlaskClient) -> None:
    answer = get(client, "/static/gehoor.css")
    assert answer.status_code == 200
    assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.fault("F28")
def test_a_page_that_another_host_has_made_with_another_version_finds_them_too(client: FlaskClient) -> None:
    answer = get(client, "/static/0123456789ab/gehoor.css")
    assert answer.status_code == 200
    assert "immutable" not in answer.headers["Cache-Control"]
    assert get(client, "/static/0123456789ab/no-such.css").status_code == 404


def test_a_changed_file_is_compressed_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    sheet = tmp_path / "sheet.css"
    sheet.write_text("old " * 100)
    assets.compress()
    sheet.write_text("new " * 100)
    os.utime(sheet, (0, 0))  # copied from a checkout of long ago
    assets.compress()
    assert gzip.decompress((tmp_path / "sheet.css.gz").read_bytes()) == b"new " * 100
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


@pytest.mark.parametrize("sheet", sorted(assets.STATIC.glob("*.css")), ids=lambda sheet: sheet.name)
def test_each_part_of_a_style_sheet_is_closed_before_the_next(sheet: Path) -> None:
    """What is left open swallows all that comes after it, and no browser says so."""
    depth, unclosed = 0, []
    for number, line in enumerate(sheet.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("/*") and depth:
            unclosed.append(f"{number}: {line}")
        depth += line.count("{") - line.count("}")
    assert unclosed == []
    assert depth == 0
