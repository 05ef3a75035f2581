"""Posting a signed document to the operator's own program.

    Gehoor-Signature: t=1772443800,v1=<HMAC-SHA256 of "1772443800." and the body, by ALARM_SECRET, in hex>

While the secret is rotated there is a `v1=` for each of the two; whoever checks takes any that fits.

Only a 2xx is an arrival; no redirect is followed, and no answer is read. Deliberately tries nothing again.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final

import requests

from voice_app.carrier_errors import never_connected
from workers.delivery import NotDelivered

PATIENCE: Final = timedelta(seconds=5)
ARRIVED: Final = range(200, 300)


def post_signed(url: str, body: bytes, secrets: tuple[str, ...], now: datetime) -> None:
    """Post this JSON. Raises NotDelivered."""
    headers = {"Content-Type": "application/json", "Gehoor-Signature": signature(body, secrets, now)}
    try:
        # Streamed, so that an endless answer is not read.
        with requests.post(
            url, data=body, headers=headers, timeout=PATIENCE.total_seconds(), allow_redirects=False, stream=True
        ) as answer:
            status = answer.status_code
    except (requests.ConnectTimeout, requests.exceptions.SSLError) as error:
        raise NotDelivered("webhook_not_reached", permanent=False, safe_to_repeat=True) from error
    except requests.ConnectionError as error:
        raise NotDelivered("webhook_not_reached", permanent=False, safe_to_repeat=never_connected(error)) from error
    except requests.RequestException as error:
        raise NotDelivered("webhook_silent", permanent=False, safe_to_repeat=False) from error
    if status not in ARRIVED:
        raise NotDelivered(f"http_{status}", permanent=False, safe_to_repeat=True)


def signature(body: bytes, secrets: tuple[str, ...], now: datetime) -> str:
    """The header that proves who sent this body, and when."""
    at = int(now.timestamp())
    said = f"{at}.".encode() + body
    signed = (hmac.new(secret.encode(), said, hashlib.sha256).hexdigest() for secret in secrets)
    return ",".join((f"t={at}", *(f"v1={one}" for one in signed)))
