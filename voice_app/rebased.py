"""The SDK's transport with a time-out, and with another scheme and host where the environment names them.

Deliberately knows nothing of what is asked: that is `telephony`.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from twilio.http.http_client import TwilioHttpClient

REST_TIMEOUT = timedelta(seconds=10)
"""How long one request may take; the SDK's own default is for ever."""


class RebasedHttpClient(TwilioHttpClient):  # type: ignore[misc] # the SDK has no types
    """The SDK's own client with a time-out; `base_url` replaces Twilio's scheme and host in every request."""

    def __init__(self, base_url: str | None) -> None:
        super().__init__(timeout=REST_TIMEOUT.total_seconds())
        self._base_url = base_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        if self._base_url:
            here = urlsplit(self._base_url)
            url = urlunsplit((here.scheme, here.netloc, *urlsplit(url)[2:]))
        return super().request(method, url, *args, **kwargs)
