"""The contract between the flows and the house around them: facts and what was heard in, a turn out.

A node is a function `(heard, facts) -> Turn`. It reads nothing but its arguments and does nothing:
what must happen is an intent, performed by the house *before* anything of this turn is rendered; where the
next sentence depends on the outcome, the turn names the step to play `then`, with facts gathered afresh.
So nothing is said that is not yet written.
"""

from dataclasses import dataclass

from flows.intents import Intent
from flows.thread import Step
from flows.verbs import Verb


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer to a phone: intents are performed first; then `verbs` are rendered, or the step `then` is played."""

    verbs: tuple[Verb, ...] = ()
    intents: tuple[Intent, ...] = ()
    then: Step | None = None
