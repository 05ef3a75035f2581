"""The firm's own program on the clock of a stage: whose phone it is, how long it takes to say so, and what goes wrong.

Answers with bytes, as a real one does, which are read as a real one's are.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from carrier.clock import VirtualClock
from carrier.units import Span, span
from voice_app.customers.answer import NoAnswer, read_answer
from voice_app.numbers import Phone
from workers.whose_phone import Told


@dataclass
class WhosePhone:
    """`answers`: what it says of a phone, as JSON or as it stands; `takes`: how long that takes it; `status`: of every
    answer. `asked`: about which phones it was asked, and when."""

    clock: VirtualClock
    within: Callable[[], timedelta]
    answers: dict[str, Any] = field(default_factory=dict)
    takes: Span = "0.1s"
    status: int = 200
    asked: list[str] = field(default_factory=list)

    def knows(self, phone: str, **customer: Any) -> None:
        self.answers[phone] = customer

    def ask(self, phone: Phone, told: Told) -> None:
        self.asked.append(phone)
        takes, patience = span(self.takes), self.within()
        if takes > patience:
            self.clock.call_later(patience, partial(told, NoAnswer("slow")))
        else:
            self.clock.call_later(takes, partial(self._answer, phone, told))

    def _answer(self, phone: Phone, told: Told) -> None:
        said = self.answers.get(phone)
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        try:
            told(read_answer(self.status, body))
        except NoAnswer as error:
            told(error)
