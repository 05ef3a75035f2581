"""The base of every value that is shown to somebody outside: on a page, or by the API.

Deliberately says nothing of what comes in: forms have bases of their own.
"""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """What an answer is made of."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)
