"""A question to whoever may never answer, asked for so long and no longer.

Deliberately ends nothing: whoever hangs goes on hanging, in a thread that nobody waits for.
"""

import queue
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Final, TypeVar

PATIENCE: Final = timedelta(seconds=1)

T = TypeVar("T")


def ask(question: Callable[[], T], otherwise: T) -> Callable[[], T]:
    """Ask in a thread of its own, which may hang as long as it likes; gives what waits for the answer, PATIENCE long.

    Stores bound their own waiting, but not where a machine behind an open connection is gone without a word.
    """
    answers: queue.SimpleQueue[T] = queue.SimpleQueue()
    threading.Thread(target=lambda: answers.put(question()), daemon=True).start()

    def answer() -> T:
        try:
            return answers.get(timeout=PATIENCE.total_seconds())
        except queue.Empty:
            return otherwise

    return answer
