"""The roster's pages, with Chloë as the supervisor who looks."""

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages.visitors import Visitor, signed_in
from voice_app.runtime import Runtime

Shown = Callable[[str], str]


@pytest.fixture
def chloe(house: Runtime, app: Flask) -> Visitor:
    return signed_in(house, app, "chloe")


def text_of(answer: str) -> str:
    """What stands there, as it is read: no entities, no line breaks."""
    return html.unescape(re.sub(r"\s+", " ", answer))


def mark_on(page: str) -> str:
    """Which table of the agent the page shows."""
    return page.partition('name="mark" value="')[2].partition('"')[0]
