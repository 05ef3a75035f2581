"""What a request tells of the machine that it comes from: its address, for counting; its name, for the owner's list.

Deliberately keeps neither as it is: the address becomes a digest, the browser's long self-description two words.
"""

import ipaddress
from urllib.parse import urlsplit

from flask import Request

from voice_app.settings import Settings

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
NEIGHBOURS = 64
"""Bits of an IPv6 address that one household has in common: it has all the rest to itself."""


def device(request: Request) -> str:
    """`Firefox, Linux`; blank for what nobody knows."""
    told = request.user_agent.string
    known = (next((name for mark, name in names if mark in told), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, known))


def address(request: Request, settings: Settings) -> str:
    """Whose tries are counted together.

    Over https there is a proxy before us, and what it wrote is the last entry of X-Forwarded-For; entries before that
    are whatever the browser liked to write. Without TLS we are on this very machine, and believe nobody.
    """
    given = request.remote_addr or ""
    if urlsplit(settings.pages_base_url).scheme == "https":
        given = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or given
    try:
        found = ipaddress.ip_address(given)
    except ValueError:
        return "unreadable"
    if found.version == 6:  # noqa: PLR2004 - IPv6
        return str(ipaddress.ip_network((found, NEIGHBOURS), strict=False))
    return str(found)
