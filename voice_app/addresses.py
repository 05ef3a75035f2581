"""The addresses of the environment: what each may look like, and what to write instead of one that cannot be used.

Pure. Deliberately asks nobody whether somebody is there.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import SecretStr

from voice_app.mistakes import wrong
from voice_app.redis_address import Address


def _is_url(value: str, schemes: tuple[str, ...], example: str) -> str:
    try:
        scheme, host = urlsplit(value).scheme, urlsplit(value).hostname
        _ = urlsplit(value).port
    except ValueError:
        scheme, host = "", None
    if scheme not in schemes or not host:
        raise wrong("this is no address that could be used here", f"Write it like {example}")
    return value


def origin(value: str) -> str:
    """Scheme, host and port, as Twilio signs them: without a default port, without anything behind."""
    parts = urlsplit(_is_url(value, ("http", "https"), "https://phone.example.org"))
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        raise wrong("only scheme, host and port belong here", "Leave out the path, the query and any user name")
    default_port = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, default_port) else "")


def safe_for_cookies(value: str) -> str:
    """A cookie that opens the desk travels over nothing but TLS, or not at all."""
    parts = urlsplit(value)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise wrong("whoever listens on the way could sign in", "Serve the pages over https")
    return value


def database(value: SecretStr) -> SecretStr:
    url = value.get_secret_value()
    # Several hosts still hand out the scheme that SQLAlchemy dropped in 1.4.
    url = "postgresql://" + url.removeprefix("postgres://") if url.startswith("postgres://") else url
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise wrong("the ledger is kept in SQLite or PostgreSQL", "Write sqlite:///var/ledger.db or postgresql://…")
    if "," in urlsplit(url).netloc.rpartition("@")[2]:
        several = "postgresql://user@/ledger?host=db1:5432&host=db2:5432&target_session_attrs=read-write"
        raise wrong("several hosts stand behind the question mark", f"Write it like {several}")
    if not _names_no_strange_port(url):
        raise wrong("this is no address of a database", "Write it like postgresql://user:password@host:5432/ledger")
    return SecretStr(url)


def _names_no_strange_port(url: str) -> bool:
    """The password may hold what ends a host elsewhere, so only what stands behind it is looked at."""
    host = re.split("[/?]", url.partition("://")[2].rpartition("@")[2])[0]
    try:
        return urlsplit(f"//{host}").port != 0
    except ValueError:
        return False


def redis(value: SecretStr) -> SecretStr:
    try:
        Address.read(value.get_secret_value())
    except ValueError as mistake:
        ways = "redis://host:6379/0, redis+sentinel://host:26379,host2:26379/mymaster/0, redis+cluster://host:6379"
        raise wrong(str(mistake), f"Write it like one of {ways}") from None
    return value


def redis_for_jobs(value: SecretStr) -> SecretStr:
    if Address.read(redis(value).get_secret_value()).form == "cluster":
        raise wrong("jobs cannot live in a cluster", "Name one server, or a master behind Sentinel")
    return value


def smtp(value: SecretStr) -> SecretStr:
    _is_url(value.get_secret_value(), ("smtp", "smtps"), "smtp://user:password@mail.example.org:587")
    return value


def passwords(address: str) -> Iterator[str]:
    """Those in an address: that of the user, and Sentinel's own."""
    parts = urlsplit(address)
    yield unquote(parts.password or "")
    yield parts.password or ""
    yield from (value for name, value in parse_qsl(parts.query) if "password" in name)


def collector(value: str) -> str:
    """Where traces are taken."""
    return _is_url(value, ("http", "https"), "http://127.0.0.1:4318")
