"""The one question after a talk of a past that is made up, and how often somebody answers it."""

from typing import Final

from tools.past import words
from tools.past.ink import HOUR, SECOND, at
from tools.past.staff import Worker
from tools.past.world import Arrival, World
from voice_app.numbers import Phone

ANSWERS: Final = 0.46


def ask(world: World, call: Arrival, worker: Worker, ended: int) -> None:
    """Did we help? Nobody is asked twice within the time that the line file says."""
    chance, follow_up, phone = world.chance, world.terms.line.follow_up, call.phone or ""
    asked = ended + int(follow_up.after.total_seconds()) * SECOND
    rest = int(follow_up.once_in.total_seconds()) * SECOND
    if asked >= world.until - HOUR or asked - world.asked.get(phone, asked - rest) < rest:
        return
    world.asked[phone] = asked
    answers = chance.random() < ANSWERS
    answered = asked + world.seconds(60, 3500) if answers else None
    score, comment = words.answer(call.language, chance) if answers else (None, None)
    world.ink.add(
        *(
            "follow_ups",
            world.new_id(),
            call.sid,
            None,
            worker.id,
            phone,
            world.who(Phone(phone)),
            call.language,
            "asked",
        ),
        *(at(ended), "desk", at(asked), score, comment, None if answered is None else at(answered), None),
    )
