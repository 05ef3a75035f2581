"""Every version of the words that anybody was ever told something in: the proof behind "said" and "text_queued"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from voice_app.ledger.rows import insert_once, one
from voice_app.ledger.tables import wordings


@dataclass(frozen=True, slots=True)
class Wording:
    """All sentences of one version, by language and key."""

    version: str
    sentences: Mapping[str, Mapping[str, str]]
    since_at: datetime


def keep_wording(
    connection: Connection, version: str, sentences: Mapping[str, Mapping[str, str]], now: datetime
) -> None:
    """Keep the words of this version, if they are new."""
    plain = {language: dict(said) for language, said in sentences.items()}
    insert_once(connection, wordings, version=version, sentences=plain, since_at=now)


def wording(connection: Connection, version: str) -> Wording | None:
    """The words of one version."""
    return one(Wording, connection, select(wordings).where(wordings.c.version == version))
