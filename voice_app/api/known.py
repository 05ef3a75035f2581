"""What must be known to this line to be asked with: needs, languages, agents.

Checked while a request is read, against the line that `Endpoint.read` hands to every form.
"""

from collections.abc import Collection
from typing import Annotated, cast

from pydantic import AfterValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from voice_app.line import Line


def line_of(info: ValidationInfo) -> Line:
    """What `Endpoint.read` hands to every form."""
    return cast(Line, info.context)


def _need(need: str, info: ValidationInfo) -> str:
    line = line_of(info)
    return _one_of(need, {entry.need for entry in line.menu}.union(*(agent.skills for agent in line.agents)))


def _language(language: str, info: ValidationInfo) -> str:
    return _one_of(language, line_of(info).languages)


def _agent(agent: str, info: ValidationInfo) -> str:
    return _one_of(agent, {one.id for one in line_of(info).agents})


def _reason(reason: str, info: ValidationInfo) -> str:
    return _one_of(reason, line_of(info).desk.break_reasons)


def _one_of(name: str, known: Collection[str]) -> str:
    if name not in known:
        raise PydanticCustomError("unknown", "Known here: {names}", {"names": ", ".join(sorted(known))})
    return name


KnownNeed = Annotated[str, AfterValidator(_need)]
KnownLanguage = Annotated[str, AfterValidator(_language)]
KnownReason = Annotated[str, AfterValidator(_reason)]
KnownAgent = Annotated[str, AfterValidator(_agent)]
