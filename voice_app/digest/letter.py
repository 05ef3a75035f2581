"""The digest as a letter: plain text, and the same as simple HTML.

People's own words are in it only where the line file says so: a letter leaves the house, lies in other people's
machines, and is not gone when somebody is erased. Never a number, a name or an address of anybody. Deliberately sends
nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from xml.sax.saxutils import quoteattr

from voice_app.digest.day import Digest
from voice_app.digest.lines import complaint_said, day_said, endangered_said, twelve
from voice_app.digest.words import sentence
from voice_app.line import Line


@dataclass(frozen=True, slots=True)
class Letter:
    """`html`: a whole document that asks nothing of anywhere else."""

    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)


def letter_of(line: Line, digest: Digest, pages_url: str, language: str | None = None) -> Letter:
    """In the language that the line file names, else in the line's first."""
    language = language or line.daily.language or line.languages[0]
    day = day_said(digest.day, language)
    lines = twelve(line, digest.figures, language)
    count = digest.endangered_count
    danger = sentence(language, "endangered", count=count) if count else sentence(language, "none_endangered")
    endangered = [endangered_said(line, one, language) for one in digest.endangered]
    quoted = _quoted(line, digest, language)
    where = f"{pages_url}/today/digest/{digest.day.isoformat()}"
    more = (
        sentence(language, "words_on_page", count=len(digest.complaints))
        if digest.complaints and not quoted
        else sentence(language, "more_on_page")
    )
    greeting, intro = sentence(language, "greeting"), sentence(language, "intro", day=day)
    theirs, wish = sentence(language, "said_by_them"), sentence(language, "wish")
    text = [greeting, intro, "", *_numbered(lines), "", danger, *(f"- {one}" for one in endangered), ""]
    if quoted:
        text += [theirs, "", *(row for label, words in quoted for row in (f"“{words}”", f"  {label}", ""))]
    text += [more, where, "", wish, line.name]
    html = [
        f"<!doctype html><html lang={quoteattr(language)}>",
        f"<head><meta charset='utf-8'><title>{escape(day)}</title></head><body>",
        f"<p>{escape(greeting)}<br>{escape(intro)}</p>",
        f"<ol>{_items(lines)}</ol>",
        f"<p><strong>{escape(danger)}</strong></p>",
        f"<ul>{_items(endangered)}</ul>" if endangered else "",
        f"<h2>{escape(theirs)}</h2>" if quoted else "",
        *(f"<blockquote><p>{escape(words)}</p><p><em>{escape(label)}</em></p></blockquote>" for label, words in quoted),
        f"<p>{escape(more)} <a href='{escape(where)}'>{escape(where)}</a></p>",
        f"<p>{escape(wish)}<br>{escape(line.name)}</p></body></html>",
    ]
    return Letter(
        subject=sentence(language, "subject", name=line.name, day=day),
        text="\n".join(text) + "\n",
        html="\n".join(filter(None, html)) + "\n",
    )


def _quoted(line: Line, digest: Digest, language: str) -> list[tuple[str, str]]:
    """What is said of each complaint, and its words in one line; none where they stay in the house."""
    if not line.daily.own_words:
        return []
    return [(complaint_said(line, one, language), " ".join(one.words.split())) for one in digest.complaints]


def _numbered(lines: Iterable[str]) -> list[str]:
    return [f"{n:>2}. {line}" for n, line in enumerate(lines, start=1)]


def _items(lines: Iterable[str]) -> str:
    return "".join(f"<li>{escape(line)}</li>" for line in lines)
