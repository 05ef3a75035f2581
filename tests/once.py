"""What each test's own app is made of, and which is the same every time: made once in a test process.

An app of the pages compiles two hundred rules, each to two functions, and each template that it shows: half of what it
takes to ask it for a page. All of that depends on the rule's words and on the template's, and on nothing else.
"""

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class KnownRule(Rule):
    """A rule as Werkzeug has it, with the functions of the first that said the same."""

    _known: dict[tuple[object, ...], Builder] = {}  # noqa: RUF012 - of all of them

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        if self.defaults:
            return super()._compile_builder(append_unknown)
        says = (self.rule, tuple(self._trace), append_unknown)
        if says not in self._known:
            self._known[says] = super()._compile_builder(append_unknown)
        return self._known[says]


class KnownTemplates(BytecodeCache):
    """What a template was compiled to, by where it lies and what it says."""

    def __init__(self) -> None:
        self._known = dict[tuple[str, str], CodeType]()

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._known[bucket.key, bucket.checksum] = bucket.code


TEMPLATES = KnownTemplates()


class KnownEnvironment(Environment):
    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, bytecode_cache=TEMPLATES, **options)


def make_once() -> None:
    """From now on, for every app of this process."""
    Flask.url_rule_class = KnownRule
    Flask.jinja_environment = KnownEnvironment
