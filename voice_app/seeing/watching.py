"""The three things that somebody waits for, watched: a hook, a job, a request to the carrier.

Each is counted and timed, leaves one log line with the ids of its story, and is a span where traces are wanted.
Deliberately changes nothing of what it watches, and nothing that fails in it fails because of this.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

import structlog
from flask import Flask, Response, g, request

from voice_app.runtime import Runtime, seconds
from voice_app.seeing import families
from voice_app.seeing.story import Story, told
from voice_app.seeing.traces import UNSAID, Span
from voice_app.seeing.whose import of_hook, of_job

HOOKS: Final = "hooks"
"""The blueprint of what the carrier calls."""

log = structlog.get_logger()


# ── hooks ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def watch_hooks(app: Flask, house: Runtime) -> None:
    """By the rule of the path: whatever a stranger makes up is no new series."""

    @app.before_request
    def start() -> None:
        g.hook_began = seconds()

    @app.after_request
    def finish(response: Response) -> Response:
        if request.blueprint == HOOKS:
            _is_answered(house, seconds() - g.hook_began, response.status_code)
        house.counts.tell_now_and_then(house.board, house.now())
        return response

    @app.teardown_request
    def end(_: BaseException | None) -> None:
        if "hook_story" in g:
            g.pop("hook_story").close()


def is_signed(house: Runtime) -> None:
    """This hook is really the carrier's: from here on its lines and spans say what it is about."""
    story = of_hook(house, request.path, request.args, request.form)
    around = g.hook_story = ExitStack()
    around.enter_context(told(story, **house.traces.of(story)))
    g.hook_span = around.enter_context(house.traces.begin(f"POST {request.url_rule}", "hook", story))


def _is_answered(house: Runtime, took: float, status: int) -> None:
    rule = str(request.url_rule)
    house.counts.count(families.HOOKS, rule, str(status))
    house.counts.time(families.HOOK_TOOK, took, rule)
    if "hook_story" in g:
        span: Span = g.hook_span
        span.say(path=rule, node=_node(), status=status)
        log.info("hook.answered", path=rule, node=_node(), status=status, ms=_millis(took))


def _node() -> str:
    return str((request.view_args or {}).get("node", ""))[:32]


# ── jobs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def watched_job(house: Runtime, job: str, ids: tuple[str, ...]) -> Iterator[None]:
    """Around one job. One that is about nobody in particular leaves no line: such come every few seconds."""
    story, name, began, result = of_job(house, job, ids), job.rpartition(".")[2], seconds(), "failed"
    with told(story, **house.traces.of(story)), _span_of(house, f"job {name}", story) as span:
        try:
            yield
            result = "done"
        finally:
            took = seconds() - began
            house.counts.count(families.JOBS, name, result)
            house.counts.time(families.JOB_TOOK, took, name)
            house.counts.tell(house.board, house.now())
            span.say(result=result)
            if story.ids or result == "failed":
                log.info("job.ended", job=name, result=result, ms=_millis(took))


@contextmanager
def _span_of(house: Runtime, name: str, story: Story) -> Iterator[Span]:
    if not story.ids:
        yield UNSAID
        return
    with house.traces.begin(name, "job", story) as span:
        yield span


def _millis(took: float) -> float:
    return round(took * 1000, 1)
