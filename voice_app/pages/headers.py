"""The headers of every answer of the pages, of files and errors too: what a browser may do with them, and what not.

Nothing is allowed but what is named here. Laid around the whole application, so that no view can forget them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from voice_app.settings import Settings

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REPORTS = "/csp"
"""Where a browser tells what it refused."""

Fields = list[tuple[str, str]]

SWITCHED_OFF = ("camera", "display-capture", "geolocation", "payment", "usb", "serial", "hid")
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class BrowserPhone:
    """What the phone in the browser needs beside our own address: whom it talks to, and where its sounds come from."""

    connect: tuple[str, ...]
    media: tuple[str, ...] = ()


# https://www.twilio.com/docs/voice/sdks/javascript/best-practices#content-security-policy-csp
TWILIOS = BrowserPhone(
    ("https://eventgw.twilio.com", "wss://voice-js.roaming.twilio.com"),
    ("mediastream:",),
)
"""Without the two places from which Twilio's own sounds come: ours are `static/sounds`."""


def browser_phone_of(settings: Settings) -> BrowserPhone | None:
    """What the phone of these settings needs; None where there is none."""
    if not settings.has_browser_phone:
        return None
    if settings.twilio_api_base_url is None:
        return TWILIOS
    return BrowserPhone((settings.twilio_api_base_url,))


def headers_of(settings: Settings, phone: BrowserPhone | None) -> dict[str, str]:
    """Those of every answer."""
    microphone = "self" if phone else ""
    switched_off = ", ".join(f"{name}=()" for name in SWITCHED_OFF)
    headers = {
        "Content-Security-Policy": _policy(phone),
        "Permissions-Policy": f"microphone=({microphone}), autoplay=(self), {switched_off}",
        # Not `no-referrer`: with that a browser sends `Origin: null`, and we could not tell our own forms from others.
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if urlsplit(settings.pages_base_url).scheme == "https":
        headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
    return headers


def _policy(phone: BrowserPhone | None) -> str:
    connect = ("'self'", *(phone.connect if phone else ()))
    media = ("'self'", *(phone.media if phone else ()))
    rules = {
        "default-src": ("'none'",),
        "script-src": ("'self'",),
        "style-src": ("'self'",),
        "img-src": ("'self'",),
        "font-src": ("'self'",),
        "connect-src": connect,
        "media-src": media,
        "manifest-src": ("'self'",),
        "form-action": ("'self'",),
        "frame-ancestors": ("'none'",),
        "base-uri": ("'none'",),
        "report-uri": (REPORTS,),
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


def with_headers(application: "WSGIApplication", headers: Mapping[str, str]) -> "WSGIApplication":
    """The application, none of whose answers is without these headers; and none that is not a file is kept anywhere."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def begin(
            status: str, own: list[tuple[str, str]], exc_info: "OptExcInfo | None" = None
        ) -> Callable[[bytes], object]:
            kept = [(name, value) for name, value in own if name not in headers]
            if not any(name.lower() == "cache-control" for name, _ in own):
                kept.append(("Cache-Control", "no-store"))
            return start_response(status, [*kept, *headers.items()], exc_info)

        return application(environ, begin)

    return answer
