"""What is asked of the stores while something is done: round trips to Redis, statements of the ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import redis
from sqlalchemy import Engine, event


@dataclass
class Looks:
    """What was asked of each store."""

    board: int = 0
    ledger: list[str] = field(default_factory=list)

    def are_at_most(self, count: int) -> None:
        assert len(self.ledger) <= count, f"{len(self.ledger)}\n\n" + "\n\n".join(self.ledger)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Looks]:
    """Round trips to Redis, one for a whole pipeline; selects of the ledger."""
    looks, single, many = Looks(), redis.Redis.execute_command, redis.client.Pipeline.execute

    def execute(client: redis.Redis, *args: object, **named: object) -> object:
        looks.board += not isinstance(client, redis.client.Pipeline)
        return single(client, *args, **named)

    def execute_all(pipe: redis.client.Pipeline, *args: object, **named: object) -> object:
        looks.board += 1
        return many(pipe, *args, **named)

    def note(_: object, __: object, statement: str, *rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            looks.ledger.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    with monkeypatch.context() as patch:
        patch.setattr(redis.Redis, "execute_command", execute)
        patch.setattr(redis.client.Pipeline, "execute", execute_all)
        yield looks
    event.remove(Engine, "before_cursor_execute", note)
