"""What the rule of a URL is compiled to, once in a test process.

Each test builds an app of its own, with all its two hundred rules, and Werkzeug writes and compiles two functions for
each: a third of what it takes to build one. They depend on what the rule says and on nothing else.
"""

from collections.abc import Callable

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class CompiledOnce(Rule):
    """A rule as Werkzeug has it, with the functions of the first that said the same."""

    _known: dict[tuple[object, ...], Builder] = {}  # noqa: RUF012 - of all of them

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        says = (self.rule, tuple(self._trace), append_unknown)
        if self.defaults:
            return super()._compile_builder(append_unknown)
        if says not in self._known:
            self._known[says] = super()._compile_builder(append_unknown)
        return self._known[says]
