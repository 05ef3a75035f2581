"""Jobs are named by string on the side that rings the bell: each name leads to a function that takes its ids."""

import inspect
from importlib import import_module

import pytest

from voice_app import jobs

IDS = {
    jobs.REDIRECT: ("reservation",),
    jobs.KEEP_PROMISE: ("promise", "attempt", "agent"),
    jobs.SEND_ON: ("transfer",),
    jobs.CONSULT: ("transfer",),
    jobs.ROOM: ("talk",),
    jobs.RECORD: ("recording",),
    jobs.END_LEG: ("leg",),
    jobs.SEND_TEXTS: (),
    jobs.ANSWER_TEXT: ("sid",),
    jobs.LOOK_UP: ("subject",),
    jobs.TELL_AGENT: ("reservation",),
    jobs.ASK_AGENTS: (),
    jobs.SEND_ALARMS: (),
    jobs.SEND_DIGEST: ("day",),
    jobs.SEND_INVITATIONS: (),
    jobs.SAMPLE: ("sample",),
    jobs.BEAT: (),
    jobs.ANSWER_WHAT_IF: ("what_if",),
}


def test_every_job_that_can_be_rung_for_is_here() -> None:
    named = {value for value in vars(jobs).values() if isinstance(value, str) and value.startswith("workers.")}
    assert named == set(IDS)


@pytest.mark.parametrize("job", IDS)
def test_a_job_is_found_by_its_name_and_takes_opaque_ids_only(job: str) -> None:
    module, _, name = job.rpartition(".")
    parameters = inspect.signature(getattr(import_module(module), name)).parameters.values()
    assert tuple(parameter.name for parameter in parameters) == IDS[job]
    assert all(parameter.annotation is str for parameter in parameters)
