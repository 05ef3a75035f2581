"""What is pinned is audited, and an audit that could not be made has failed. Against stand-ins for both services."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tools import audit
from tools.locks import ROOT
from tools.ports import free_port

pytestmark = pytest.mark.threat("T20")

BAD = ("requests", "2.19.0")
VULNERABILITY = {
    "id": "GHSA-x84v-xcm2-53pg",
    "summary": "credentials are sent on to another host",
    "aliases": ["CVE-2018-18074"],
    "affected": [
        {
            "package": {"name": "requests", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.20.0"}]}],
            "versions": ["2.19.0"],
        }
    ],
}


class Advisories(BaseHTTPRequestHandler):
    """Knows one vulnerable version of a Python package, and none of npm's."""

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/osv":
            said = json.loads(asked)
            is_bad = (said["package"]["name"], said["version"]) == BAD
            self._answer({"vulns": [VULNERABILITY]} if is_bad else {})
        elif self.path == "/npm/-/npm/v1/security/advisories/bulk":
            self._answer({})
        else:
            self.send_error(404)

    def _answer(self, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Advisories) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        _ask_at(monkeypatch, server.server_port)
        yield
        server.shutdown()
        thread.join()


def _ask_at(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setenv("PIP_AUDIT_OSV_URL", f"http://127.0.0.1:{port}/osv")
    monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{port}/npm/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    for name in ("http_proxy", "https_proxy"):
        for spelled in (name, name.upper(), f"npm_config_{name.replace('http_', '')}"):
            monkeypatch.delenv(spelled, raising=False)


def pinned(tmp_path: Path, name: str, version: str) -> Path:
    lock = tmp_path / "requirements.lock"
    lock.write_text(f"{name}=={version} \\\n    --hash=sha256:{'0' * 64}\n")
    return lock


def test_a_version_that_is_known_to_be_vulnerable_is_no_clean_bill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with services(monkeypatch):
        assert audit.lock(pinned(tmp_path, *BAD)) == audit.VULNERABLE
        assert "requests 2.19.0 is vulnerable" in capsys.readouterr().out
        assert audit.lock(pinned(tmp_path, "requests", "2.34.2")) == audit.CLEAN


def test_where_nobody_answers_it_has_failed_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _ask_at(monkeypatch, free_port())
    assert audit.lock(pinned(tmp_path, "requests", "2.34.2")) == audit.NOT_AUDITED
    assert audit.npm(ROOT) == audit.NOT_AUDITED
    assert capsys.readouterr().out.count("could not be audited") == 2


def test_a_lock_without_hashes_is_not_audited_as_if_it_were_pinned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requirements.lock").write_text("requests==2.34.2\n")
    with services(monkeypatch):
        assert audit.lock(tmp_path / "requirements.lock") == audit.NOT_AUDITED


def test_what_the_pages_bring_is_audited_by_npm(monkeypatch: pytest.MonkeyPatch) -> None:
    with services(monkeypatch):
        assert audit.npm(ROOT) == audit.CLEAN
