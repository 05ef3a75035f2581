"""The pages of the line, as Chloë the supervisor has them."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.journeys.world import World
from tests.pages.visitors import Visitor, signed_in
from voice_app import versions
from voice_app.line import Line
from voice_app.runtime import Runtime

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
IN_ENGLISH = {"Accept-Language": "en"}


@dataclass
class Form:
    """A form as a page shows it, to be filled in otherwise and sent."""

    visitor: Visitor
    path: str
    filled: dict[str, str] = field(default_factory=dict)

    def send(self, **otherwise: str | None) -> TestResponse:
        """Names are written with `_` for `-`; None leaves a field out."""
        named = {name.replace("_", "-"): value for name, value in otherwise.items()}
        return self.send_as(named)

    def send_as(self, otherwise: Mapping[str, str | None]) -> TestResponse:
        filled = {**self.filled, **otherwise}
        return self.visitor.post(self.path, data={name: value for name, value in filled.items() if value is not None})


@dataclass
class LinePages:
    """`opens` a page; `form` of it is what it shows."""

    house: Runtime
    visitor: Visitor

    def opens(self, path: str) -> str:
        answer = self.visitor.get(path, headers=IN_ENGLISH)
        assert answer.status_code == 200, (path, answer.status_code)
        return read(answer)

    def form(self, path: str, to: str | None = None, which: str = "") -> Form:
        """Its fields as they are filled in when it is opened."""
        return Form(
            self.visitor, to or path, fields_of(self.visitor.get(path).text, to or path.partition("?")[0], which)
        )

    @property
    def line(self) -> Line:
        return versions.newest(self.house).line

    @property
    def newest(self) -> int:
        return versions.newest(self.house).id


def read(answer: TestResponse) -> str:
    """The words of a page, blanks made one."""
    return html.unescape(re.sub(r"\s+", " ", answer.text))


def fields_of(page: str, action: str, which: str = "") -> dict[str, str]:
    """What a browser would send of the form that goes to `action`."""
    forms = re.findall(rf'<form[^>]*action="{re.escape(action)}"[^>]*>.*?</form>', page, re.DOTALL)
    form = next(one for one in forms if which in one)
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind, name = attributes.get("type", "text"), attributes.get("name")
        if name is None or name == "csrf" or (kind in ("checkbox", "radio") and " checked" not in tag):
            continue
        found[name] = html.unescape(attributes.get("value", "on" if kind == "checkbox" else ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r"<option(?: value=\"([^\"]*)\")? selected>([^<]*)", options)
        first = re.search(r"<option(?: value=\"([^\"]*)\")?>([^<]*)", options)
        picked = chosen or first
        if picked is not None:
            found[name] = picked[1] if picked[1] is not None else picked[2]
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = html.unescape(text)
    return found


@pytest.fixture
def pages(world: World, house: Runtime, app: Flask) -> LinePages:
    return LinePages(house, signed_in(house, app, "chloe"))
