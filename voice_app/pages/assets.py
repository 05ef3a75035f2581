"""What a page brings to the browser beside itself: where its files are, compressed once, and kept by the browser for
good.

Each address holds the digest of all the files, so that a new version of the house has new addresses. Deliberately
bundles and rewrites nothing: what is served is what lies in `static/`.
"""

import gzip
import hashlib
import os
import re
import tempfile
import zlib
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STATIC: Final = Path(__file__).parent / "static"
OF_A_VERSION: Final = re.compile(r"/static/(?P<digest>[0-9a-f]{12})/(?P<name>.+)")
TEXTS: Final = frozenset({".css", ".js", ".svg"})


def serve(app: Flask) -> None:
    """Let this application serve the files, and its templates name them: `{{ static("gehoor.css") }}`."""
    compress()
    folder = f"static/{version()}/"
    files = WhiteNoise(
        app.wsgi_app,
        allow_all_origins=False,
        immutable_file_test=lambda _, url: url.startswith(f"/{folder}"),
    )
    files.add_files(STATIC, prefix=folder)
    files.add_files(STATIC, prefix="static/")  # for a page that another version of the house has made
    app.wsgi_app = partial(_as_of_this_version, files)  # type: ignore[method-assign]  # as Flask has it
    app.jinja_env.globals["static"] = lambda name: f"/{folder}{name}"


def _as_of_this_version(
    files: "WSGIApplication", environ: "WSGIEnvironment", start: "StartResponse"
) -> Iterable[bytes]:
    """While hosts are brought up to date one by one, a page of the one asks for its files at the other: it gets those
    that are there, and keeps them for a minute only."""
    found = OF_A_VERSION.fullmatch(environ["PATH_INFO"])
    if found and found["digest"] != version():
        environ = {**environ, "PATH_INFO": f"/static/{found['name']}"}
    return files(environ, start)


@cache
def version() -> str:
    """Of the files as they are when the process starts."""
    digest = hashlib.sha256()
    for file in _texts():
        digest.update(str(file.relative_to(STATIC)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def compress() -> None:
    """Lay a compressed copy beside each text that has none, or one of something else: times tell nothing of files that
    were copied. Where nothing can be written, set-up has done it. Two processes may do so at once."""
    for file in _texts():
        there = file.with_name(f"{file.name}.gz")
        if not _is_copy_of(file, there):
            _compress(file, there)


def _is_copy_of(file: Path, there: Path) -> bool:
    try:
        return gzip.decompress(there.read_bytes()) == file.read_bytes()
    except (FileNotFoundError, EOFError, gzip.BadGzipFile, zlib.error):
        return False


def _compress(file: Path, there: Path) -> None:
    squeezed = Compressor.compress_gzip(file.read_bytes())
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".", suffix=".part", delete=False) as part:
        part.write(squeezed)
    os.chmod(part.name, 0o644)
    os.replace(part.name, there)


def _texts() -> list[Path]:
    return sorted(file for file in STATIC.rglob("*") if file.suffix in TEXTS)
