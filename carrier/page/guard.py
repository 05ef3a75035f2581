"""Keeps strangers off the page: other hosts' names, other sites' scripts, markup that would run.

The page has no sign-in, so it answers only what a browser on this machine asks of this machine by name
(no DNS rebinding), acts only for its own origin, and runs nothing but its own files.
"""

from urllib.parse import SplitResult, urlsplit

from flask import Blueprint, Response, abort, request

from carrier.exchange import Exchange

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def guard(page: Blueprint, exchange: Exchange) -> Blueprint:
    @page.before_request
    def refuse_strangers() -> None:
        if urlsplit(f"//{request.host}").hostname not in LOOPBACK:
            abort(403, "The phones are on this machine only.")
        origin = request.headers.get("Origin")
        if origin is not None and origin != request.host_url.rstrip("/"):
            abort(403, "The phones obey their own page only.")

    @page.after_request
    def forbid_the_rest(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _policy(exchange)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return page


def _policy(exchange: Exchange) -> str:
    """Sound files come from where the line's TwiML comes from; all else from here."""
    with exchange.lock:
        services = {f"{parts.scheme}://{parts.netloc}" for parts in _voice_urls(exchange)} or {"'none'"}
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            f"media-src {' '.join(sorted(services))}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        )
    )


def _voice_urls(exchange: Exchange) -> list[SplitResult]:
    urls = [urlsplit(number.voice_url) for number in exchange.numbers.values()]
    return [parts for parts in urls if parts.scheme in {"http", "https"}]
