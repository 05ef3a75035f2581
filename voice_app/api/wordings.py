"""The words of a version, by the API: what "said" and "text_queued" on a timeline refer to."""

from datetime import datetime

from pydantic import Field

from voice_app.api.endpoint import Answer, Asked, Endpoint
from voice_app.api.problems import not_found
from voice_app.api.values import Nothing
from voice_app.ledger.wordings import wording
from voice_app.shape import Shape


class WordingShown(Shape):
    """Every sentence of one version."""

    version: str
    since_at: datetime = Field(description="When it was first in use.")
    sentences: dict[str, dict[str, str]] = Field(
        description="By language (or nl-BE) and key; times and names stand in braces."
    )


def read_wording(asked: Asked[Nothing]) -> Answer:
    with asked.house.ledger.read() as ledger:
        kept = wording(ledger, asked.id)
    if kept is None:
        raise not_found("wording")
    sentences = {language: dict(said) for language, said in kept.sentences.items()}
    return WordingShown(version=kept.version, since_at=kept.since_at, sentences=sentences), 200


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/wordings/{id}",
        "In which words people were spoken to.",
        read_wording,
        Nothing,
        WordingShown,
        {200: "The words."},
        id_means="A version, as `words` on a timeline names it.",
    ),
)
