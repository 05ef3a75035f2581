"""Is this really Twilio? The signature of a webhook, checked.

Deliberately reads no request header but the signature itself: neither the host nor the algorithm is the
stranger's to choose. `twilio.request_validator` does the same in 105 µs instead of 6; a test holds the two equal.
"""

import base64
import hmac
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

DEFAULT_PORTS = {"http": 80, "https": 443}


def is_really_twilio(url: str, form: MultiDict[str, str], signature: str, tokens: Iterable[str]) -> bool:
    """Whether `signature` (X-Twilio-Signature) was made with one of our auth tokens.

    `url` is the public address as Twilio was told it: PUBLIC_BASE_URL, path, and the query untouched. Several
    tokens: both count while one is rotated. No token: nothing is Twilio.
    """
    given = signature.encode("utf-8", "replace")
    written = _written_out(form)
    valid = [
        hmac.compare_digest(_signature(spelling + written, token), given)
        for token in tokens
        if token
        for spelling in _spellings(url)
    ]
    return any(valid)


def sign(url: str, form: MultiDict[str, str], token: str) -> str:
    """The signature that Twilio sends for this request: base64 of HMAC-SHA1 (Twilio, Webhooks security)."""
    return _signature(url + _written_out(form), token).decode("ascii")


def _written_out(form: MultiDict[str, str]) -> str:
    """Keys in order, each with its distinct values in order; an empty value counts."""
    return "".join(key + value for key in sorted(form) for value in sorted(set(form.getlist(key))))


def _signature(text: str, token: str) -> bytes:
    digest = hmac.digest(token.encode("utf-8"), text.encode("utf-8", "replace"), "sha1")
    return base64.b64encode(digest)


def _spellings(url: str) -> Iterator[str]:
    """The address without and with its port: Twilio signs sometimes one and sometimes the other."""
    parts = urlsplit(url)
    start = f"{parts.scheme}://"
    host = parts.netloc
    rest = url[len(start) + len(host) :]
    if parts.port is None:
        yield url
        yield f"{start}{host}:{DEFAULT_PORTS.get(parts.scheme, 443)}{rest}"
    else:
        yield start + host.removesuffix(f":{parts.port}") + rest
        yield url
