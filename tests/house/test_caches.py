"""What a process remembers for good is little: a cache without an end is of what there are only so many of."""

import ast
from collections.abc import Iterator

from tests.house.sources import Source, sources

ONLY_SO_MANY = {
    "flows/replies.py _listed": "lists of words in the program",
    "flows/reply_words.py lexicon": "languages of the program",
    "flows/scores.py _listed": "lists of words in the program",
    "flows/spoken.py _locale": "tongues of the program",
    "voice_app/editing/month.py _languages": "countries of the library of holidays",
    "voice_app/ledger/rows.py _insert_once": "tables",
    "voice_app/pages/line/plainly.py _names_in": "languages of the pages",
    "voice_app/pages/words.py translations": "languages of the pages",
    "voice_app/twiml.py _ring_tone": "numbers of the line, in its versions",
}
"""Each with what it is asked of."""


def test_a_cache_that_never_forgets_is_of_what_nobody_outside_makes_up() -> None:
    found = {
        f"{source.path} {function.name}"
        for source in sources("flows", "routing", "voice_app", "workers")
        for function in _never_forgetting(source)
        if function.args.args or function.args.kwonlyargs or function.args.posonlyargs
    }
    assert found == set(ONLY_SO_MANY)


def _never_forgetting(source: Source) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef):
            decorators = {ast.unparse(one) for one in node.decorator_list}
            if decorators & {"cache", "functools.cache"} or any("maxsize=None" in one for one in decorators):
                yield node
