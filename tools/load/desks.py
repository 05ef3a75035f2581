"""People at their desks while a trial runs: open streams, and one who asks for the page again and again."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tools.bench import sign_ins
from tools.bench.hooks import until
from tools.load.house import House
from tools.quantiles import quantiles
from tools.visitors import AGENT, Visitor

EVERY = 0.2


@dataclass
class Looks:
    """How long `GET /desk` took, in ms, until it is told to stop."""

    who: Visitor
    took: list[float] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        looking = threading.Thread(target=self._look)
        looking.start()
        try:
            yield
        finally:
            self._over.set()
            looking.join()

    def __str__(self) -> str:
        return quantiles(self.took)

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            begun = time.perf_counter()
            self.who.looks("/desk")
            self.took.append((time.perf_counter() - begun) * 1000)


@contextmanager
def open_desks(line: House) -> Iterator[Looks]:
    """Every agent's; one of them looks at the page anew, too."""
    sign_ins.give_passwords(line.environment)
    line.start("pages")
    address = line.environment["PAGES_BASE_URL"]
    until(lambda: sign_ins.answers(int(line.environment["PAGES_PORT"])))
    looker = Visitor(address, AGENT.format(n=0), sign_ins.PASSWORD)
    list(looker.gets_in())
    with sign_ins.visitors(line.environment, Counter(), desks=line.agents, sign_ins=0):
        looks = Looks(looker)
        with looks.going_on():
            yield looks
