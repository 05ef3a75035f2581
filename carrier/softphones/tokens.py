"""Access tokens as Twilio takes them: a JWT under the secret of an API key, for one identity that may be rung.

Sources: Twilio's page on access tokens, and of the errors 20101 to 20107. Reads strictly; makes none.
"""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

INVALID_TOKEN = 20101
INVALID_HEADER = 20102
INVALID_ISSUER = 20103
EXPIRED = 20104
NOT_YET_VALID = 20105
INVALID_GRANTS = 20106
INVALID_SIGNATURE = 20107

LONGEST_LIFE = timedelta(hours=24)
CONTENT_TYPE = "twilio-fpa;v=1"


class TokenRefused(Exception):
    """`code` is Twilio's."""

    def __init__(self, code: int, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of the account, with the secret that signs its tokens."""

    account_sid: str
    sid: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Token:
    """Who may be rung, and until when."""

    identity: str
    expires_at: datetime


def read_token(text: str, key: ApiKey, now: datetime) -> Token:
    """What a token allows. Raises TokenRefused."""
    head, _, signature = text.rpartition(".")
    header, _, payload = head.partition(".")
    expected = hmac.new(key.secret.encode(), head.encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(_bytes(signature), expected):
        raise TokenRefused(INVALID_SIGNATURE, "Invalid Access Token signature")
    _check_header(_object(header))
    return _read_claims(_object(payload), key, now)


def _check_header(header: dict[str, Any]) -> None:
    wanted = {"typ": "JWT", "alg": "HS256", "cty": CONTENT_TYPE}
    if any(header.get(name) != value for name, value in wanted.items()):
        raise TokenRefused(INVALID_HEADER, f"Invalid Access Token header: {header}")


def _read_claims(claims: dict[str, Any], key: ApiKey, now: datetime) -> Token:
    if (claims.get("iss"), claims.get("sub")) != (key.sid, key.account_sid):
        raise TokenRefused(INVALID_ISSUER, "Invalid Access Token issuer/subject")
    expires_at = _instant(claims, "exp")
    if expires_at <= now:
        raise TokenRefused(EXPIRED, "Access Token expired or expiration date invalid")
    if expires_at - now > LONGEST_LIFE:
        raise TokenRefused(EXPIRED, "Access Token expiration is more than 24 hours away")
    if "nbf" in claims and _instant(claims, "nbf") > now:
        raise TokenRefused(NOT_YET_VALID, "Access Token not yet valid")
    grants = claims.get("grants")
    match grants:
        case {"identity": str(identity), "voice": {"incoming": {"allow": True}}} if identity:
            return Token(identity, expires_at)
    raise TokenRefused(INVALID_GRANTS, "Invalid Access Token grants: no identity, or it may not be rung")


def _instant(claims: dict[str, Any], name: str) -> datetime:
    value = claims.get(name)
    if not isinstance(value, int) or not 0 <= value < 2**40:
        raise TokenRefused(EXPIRED, f"Access Token expired or expiration date invalid: {name}")
    return datetime.fromtimestamp(value, UTC)


def _object(part: str) -> dict[str, Any]:
    try:
        found = json.loads(_bytes(part))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise TokenRefused(INVALID_TOKEN, "Invalid Access Token")
    return found


def _bytes(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise TokenRefused(INVALID_TOKEN, "Invalid Access Token") from error
