"""How the address of a Redis is written, whichever form an operator has it in; as other programs write it, too.

    redis://[user:password@]host[:6379][/0]                          one server; rediss:// over TLS
    unix:///path                                                     one on this machine
    redis+sentinel://[user:password@]host[:26379],host2,host3/name[/0]
                                                                     the master that Sentinel calls so; Sentinel's own
                                                                     credentials as ?sentinel_username= and _password=
    redis+cluster://[user:password@]host[:6379],host2                a cluster, of which any nodes are named

The last two over TLS: rediss+sentinel://, rediss+cluster://. Pure: whoever connects is `redis_forms`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, Self
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

Form = Literal["one", "socket", "sentinel", "cluster"]
Node = tuple[str, int]

SCHEMES: Final[Mapping[str, tuple[Form, bool]]] = {
    "redis": ("one", False),
    "rediss": ("one", True),
    "unix": ("socket", False),
    "redis+sentinel": ("sentinel", False),
    "rediss+sentinel": ("sentinel", True),
    "redis+cluster": ("cluster", False),
    "rediss+cluster": ("cluster", True),
}
"""By the scheme of the address: the form, and whether the way there is encrypted."""
USUAL_PORT: Final[Mapping[Form, int]] = {"one": 6379, "sentinel": 26379, "cluster": 6379}


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says. `nodes`: servers, or whoever knows where they are. `named`: Sentinel's name for ours.
    `plain`: the same address, credentials and options included, of one server under redis-py's rules."""

    form: Form
    nodes: tuple[Node, ...]
    plain: str
    named: str = ""
    of_sentinels: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, url: str) -> Self:
        """ValueError, with a sentence without any part of the address: it is none."""
        parts = urlsplit(url)
        if parts.scheme not in SCHEMES:
            raise ValueError("this is no address of a Redis")
        form, is_encrypted = SCHEMES[parts.scheme]
        if form == "socket":
            return cls(form, (), url)
        credentials, _, hosts = parts.netloc.rpartition("@")
        nodes = tuple(_node(host, USUAL_PORT[form]) for host in (hosts or "localhost").split(","))
        if form == "one" and len(nodes) > 1:
            raise ValueError("several hosts are one Redis only behind Sentinel, or as a cluster")
        named, database, options, of_sentinels = "", parts.path.strip("/"), dict(parse_qsl(parts.query)), {}
        if form == "sentinel":
            named, _, database = database.partition("/")
            of_sentinels = {key: options.pop(f"sentinel_{key}", "") for key in ("username", "password")}
        if form == "sentinel" and not named:
            raise ValueError("Sentinel's name of the master is missing behind the hosts")
        if database and not database.isdecimal():
            raise ValueError("a database has a number")
        if form == "cluster" and database.strip("0"):
            raise ValueError("a cluster has no database but 0")
        scheme, (host, port) = "rediss" if is_encrypted else "redis", nodes[0]
        netloc = f"{credentials}@" * bool(credentials) + f"{f'[{host}]' if ':' in host else host}:{port}"
        plain = f"{scheme}://{netloc}/{database or 0}" + (f"?{urlencode(options)}" if options else "")
        return cls(form, nodes, plain, unquote(named), {key: value for key, value in of_sentinels.items() if value})


def _node(written: str, usual_port: int) -> Node:
    try:
        parts = urlsplit(f"//{written}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host:
        raise ValueError("each host is written as host:port")
    return unquote(host), port or usual_port
