"""Real servers in the forms that operators have: a master with a replica that Sentinel watches, and a cluster.

Quick to notice a death, as no real one should be: a test waits for it. Deliberately without a password but where a test
is about it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis

from tests.recovery.people import eventually
from tools.embedded_redis import EmbeddedRedis
from tools.ports import free_port

NAMED = "mymaster"
DEAD_AFTER = 400
"""Milliseconds of silence."""


class Server(EmbeddedRedis):
    """One with further options."""

    def __init__(self, directory: Path, **options: str) -> None:
        super().__init__(directory)
        self._more = {"repl_diskless_sync_delay": "0"} | options

    def _options(self, port: int) -> list[str]:
        more = {name.replace("_", "-"): value for name, value in self._more.items()}
        return [*super()._options(port), *(word for name, value in more.items() for word in (f"--{name}", value))]

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":")[-1].split("/")[0])

    def ask(self, *words: str) -> Any:
        with redis.Redis(port=self.port, decode_responses=True) as client:
            return client.execute_command(*words)


class SentinelServer(Server):
    """Keeps what it knows in a file of its own."""

    def __init__(self, directory: Path, watched: Server) -> None:
        super().__init__(directory)
        self._watched = watched

    def _options(self, port: int) -> list[str]:
        lines = [
            "bind 127.0.0.1",
            f"port {port}",
            "dir .",
            "logfile server.log",
            f"sentinel monitor {NAMED} 127.0.0.1 {self._watched.port} 1",
            f"sentinel down-after-milliseconds {NAMED} {DEAD_AFTER}",
            f"sentinel failover-timeout {NAMED} 2000",
        ]
        file = self._directory / "sentinel.conf"
        file.write_text("\n".join(lines) + "\n")
        return [file.name, "--sentinel"]


@dataclass
class Watched:
    """A master and its replica, and whoever promotes the one when the other is gone."""

    sentinel: SentinelServer
    servers: list[Server]

    @property
    def url(self) -> str:
        """The first of those named is not there: one of them may always be dead."""
        return f"redis+sentinel://127.0.0.1:{free_port()},127.0.0.1:{self.sentinel.port}/{NAMED}/0"

    @property
    def master(self) -> Server:
        _, port = self.sentinel.ask("SENTINEL GET-MASTER-ADDR-BY-NAME", NAMED)
        return next(server for server in self.servers if server.port == int(port))

    def loses_its_master(self) -> Callable[[], None]:
        """It dies as by a power cut. Gives what waits until another is promoted."""
        dead = self.master
        dead.kill()
        return lambda: eventually(lambda: self.master is not dead, "another is promoted")

    def hands_over(self) -> None:
        """As before the maintenance of a machine: the master becomes a replica, and lives."""
        before = self.master
        self.sentinel.ask("SENTINEL FAILOVER", NAMED)
        eventually(lambda: self.master is not before, "another is promoted")
        before.ask("REPLICAOF", "127.0.0.1", str(self.master.port))  # Sentinel would come to it within ten seconds


@contextmanager
def watched(directory: Path) -> Iterator[Watched]:
    with ExitStack() as stack:
        master = stack.enter_context(Server(directory / "one"))
        replica = stack.enter_context(Server(directory / "two", replicaof=f"127.0.0.1 {master.port}"))
        sentinel = stack.enter_context(SentinelServer(directory / "sentinel", master))
        eventually(lambda: _replicates(replica), "the replica has what its master has")
        eventually(lambda: sentinel.ask("SENTINEL REPLICAS", NAMED), "Sentinel knows the replica")
        yield Watched(sentinel, [master, replica])


def _replicates(replica: Server) -> bool:
    told: Mapping[str, Any] = replica.ask("INFO", "replication")
    return told["master_link_status"] == "up"


@dataclass
class Cluster:
    """Three masters that share the slots, and a replica of the first."""

    servers: list[Server]

    @property
    def url(self) -> str:
        """Two nodes of it: the others are learnt from them."""
        return "redis+cluster://" + ",".join(f"127.0.0.1:{server.port}" for server in self.servers[1:3])

    def owner(self, slot: int) -> Server:
        slots = self.servers[2].ask("CLUSTER SLOTS")
        port = next(master[1] for first, last, master, *_ in slots if first <= slot <= last)
        return next(server for server in self.servers if server.port == port)

    def hands_over(self) -> None:
        """The replica takes its master's slots, and the master lives on."""
        self.servers[3].ask("CLUSTER FAILOVER")
        eventually(lambda: self.owner(0) is self.servers[3], "the replica has the slots")


@contextmanager
def cluster(directory: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        servers = [stack.enter_context(_node(directory / str(number))) for number in range(4)]
        for number, server in enumerate(servers[:3]):
            first, last = 16384 * number // 3, 16384 * (number + 1) // 3 - 1
            server.ask("CLUSTER ADDSLOTSRANGE", str(first), str(last))
            server.ask("CLUSTER SET-CONFIG-EPOCH", str(number + 1))
        for server in servers[1:]:
            bus = servers[0]._more["cluster_port"]
            server.ask("CLUSTER MEET", "127.0.0.1", str(servers[0].port), bus)
        eventually(lambda: all(_knows_all(server) for server in servers), "the nodes know each other")
        servers[3].ask("CLUSTER REPLICATE", servers[0].ask("CLUSTER MYID"))
        eventually(lambda: _replicates(servers[3]), "the replica has what its master has")
        eventually(lambda: all(_is_whole(server) for server in servers), "every slot is served")
        yield Cluster(servers)


def _node(directory: Path) -> Server:
    options = {"cluster_enabled": "yes", "cluster_config_file": "nodes.conf", "cluster_node_timeout": "2000"}
    return Server(directory, **options, cluster_port=str(free_port()))


def _knows_all(server: Server) -> bool:
    return int(server.ask("CLUSTER INFO")["cluster_known_nodes"]) == 4


def _is_whole(server: Server) -> bool:
    return bool(server.ask("CLUSTER INFO")["cluster_state"] == "ok")
