"""How somebody's own words lie in a column: without the number of any card, whoever writes them.

The last door before both databases, so that no use case has to think of it. Deliberately changes nothing else.
"""

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from voice_app.cards import without_cards


class OwnWords(TypeDecorator[str]):
    """Text that somebody keyed, said or wrote."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else without_cards(value)
