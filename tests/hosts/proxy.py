"""The nginx of `deploy/nginx.conf` on this machine: the sample itself, with other addresses, names and certificates."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from tools.guard import END, Guard
from tools.surroundings import ROOT

SAMPLE = ROOT / "deploy/nginx.conf"
FOR_PHONES, FOR_PEOPLE = "phone.example.org", "desk.example.org"


def written(folder: Path, port: int, hosts: Mapping[str, str]) -> Path:
    """The sample for this machine; `hosts`: what stands in it, and where that is here."""
    text = SAMPLE.read_text()
    changes = {
        **hosts,
        "/etc/ssl/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
        "    listen 80 default_server;": f"    listen unix:{folder}/plain.sock default_server;",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "user www-data;": "",
        "worker_processes auto;": f"worker_processes 1;\npid {folder}/nginx.pid;\ndaemon off;",
        "http {\n": "http {\n" + "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in KINDS_OF_FILES),
    }
    for sample, here in changes.items():
        assert sample in text, f"the sample has no {sample!r} any more"
        text = text.replace(sample, here)
    file = folder / "nginx.conf"
    file.write_text(text)
    return file


KINDS_OF_FILES = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def certify(folder: Path) -> Path:
    """One certificate under both names, and for this machine's address; whoever trusts the file trusts it."""
    for name in (FOR_PHONES, FOR_PEOPLE):
        names = f"subjectAltName=DNS:{name},IP:127.0.0.1"
        given = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
        files = ["-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.pem"]
        subprocess.run(["openssl", "req", "-x509", *given, "-addext", names, *files], check=True, capture_output=True)
    return folder / f"{FOR_PHONES}.pem"


class Proxy:
    """It runs from its making to its end."""

    def __init__(self, folder: Path, port: int, hosts: Mapping[str, str]) -> None:
        self._folder, self.certificate = folder, certify(folder)
        self._file = written(folder, port, hosts)
        assert self.complaints() == ""
        self._process = subprocess.Popen([_program(), "-p", str(folder), "-c", str(self._file), "-e", "stderr"])
        self._guard = Guard(END, self._process.pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()
        self._guard.dismiss()

    def complaints(self) -> str:
        """What nginx itself says of the file; empty: nothing."""
        command = [_program(), "-t", "-q", "-p", str(self._folder), "-c", str(self._file)]
        tried = subprocess.run(command, capture_output=True, text=True, check=False)
        return tried.stderr if tried.returncode else ""

    def answered(self) -> list[tuple[int, str, tuple[str, ...]]]:
        """Of each request so far: the status, the path, and the hosts that were asked for it."""
        log = (self._folder / "access.log").read_text()
        lines = re.findall(r"^\S+ (\d+) \w+ (\S+) \S+ (.+?) [\d., -]+$", log, re.MULTILINE)
        return [(int(status), path, tuple(hosts.split(", "))) for status, path, hosts in lines]


def _program() -> str:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
    if found is None:
        pytest.skip("nginx is not installed (Debian: apt-get install nginx-light)")
    return found
