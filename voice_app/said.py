"""What a caller was told of a promise: onto its timeline, with the version of the words, in the answer that says it.

The sentence itself is not kept: its words stand in the wording of that version, its times on the ledger. Deliberately
notes a thing once for each call, however often it is repeated there.
"""

from typing import Final

from sqlalchemy import Connection

from flows import phrases
from flows.facts import Facts, Promised
from flows.thread import Step
from flows.turn import Turn
from routing.skills import PromiseId
from voice_app.hook import Hook
from voice_app.ledger import calls
from voice_app.ledger.timeline import tell_once
from voice_app.talk import Note, Talk

SPEAKS_OF_A_PROMISE: Final = frozenset({"promised", "recognised"})
"""The nodes that say by when we call back. What a caller decides is on the timeline as what it led to."""


def note_said(talk: Talk, step: Step, facts: Facts, turn: Turn) -> None:
    """If this turn tells of a promise, that is to be noted before it leaves."""
    told = facts.promise or facts.recognised
    if turn.verbs and told is not None and step.node in SPEAKS_OF_A_PROMISE:
        talk.note(said(told, step.node, step.thread.language, talk.hook))


def said(told: Promised, node: str, language: str, hook: Hook) -> Note:
    """The entry: which node spoke, in which language and words, and the time that it gave. Whoever has hung up by then
    was told nothing."""

    def write(ledger: Connection) -> None:
        if calls.has_ended(ledger, hook.sid):
            return
        tell_once(
            ledger,
            PromiseId(told.id),
            "said",
            hook.now,
            node=node,
            language=language,
            words=phrases.version,
            call=hook.sid,
            call_by=told.window.to_at if told.window else told.call_by,
        )

    return write
