"""What there is of one person, as a page to read and to print, for whoever asked for it.

Everything is escaped, and nothing is fetched: the file is opened wherever it lies. Deliberately chooses nothing:
`voice_app.privacy.export` does.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from markupsafe import Markup
from sqlalchemy import Connection

from voice_app.ledger.all_of import Part, Row
from voice_app.ledger.keeping import Whose
from voice_app.ledger.timeline import Entry
from voice_app.pages import writing
from voice_app.pages.page import Visit
from voice_app.pages.privacy import kinds
from voice_app.pages.promises.telling import Tale, sentence
from voice_app.pages.words import N_, say
from voice_app.privacy import export
from voice_app.readable import readable

BESIDE: Final[Mapping[str, str]] = {
    "timeline": N_("What happened to promises"),
    "reservations": N_("Which agents were rung"),
    "match_notes": N_("Why nobody was rung"),
    "recordings": N_("Messages that were left"),
    "talk_recordings": N_("Talks that were recorded"),
    "talk_recording_events": N_("What happened to those recordings"),
    "holds": N_("When it was on hold"),
    "notices": N_("What was said before the talk"),
    "opt_outs": N_("That this person does not want to be asked"),
    "erasures": N_("Erasures that were asked for"),
}
STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin-bottom:2rem}th{text-align:start;width:14rem;font-weight:500}"
    "th,td{padding:.15rem .5rem;border-bottom:1px solid #ddd;vertical-align:top;overflow-wrap:anywhere}"
)
OPENS: Final = Markup(
    '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"><title>{}</title><style>{}</style></head><body>\n'
    "<h1>{}</h1>\n<p>{}</p>\n"
)


def as_page(ledger: Connection, whose: Whose, visit: Visit) -> Iterator[str]:
    """Piece by piece."""
    title = say(N_("What %(line)s keeps of you"), line=visit.house.line.name)
    made = f"{writing.phone(whose.phone)} · {writing.day(visit.now)} {writing.clock(visit.now)}"
    yield OPENS.format(visit.language, title, Markup(STYLE), title, made)  # noqa: S704 - our own words
    tale = Tale({})
    for part in export.parts(ledger, whose):
        yield from _section(part, tale)
    yield "</body></html>\n"


def _section(part: Part, tale: Tale) -> Iterator[str]:
    heading = say({**kinds.TABLES, **BESIDE}[part.name])
    is_begun = False
    for row in part.rows:
        if not is_begun:
            yield Markup("<h2>{}</h2>\n").format(heading)
            is_begun = True
        yield "<table>"
        for name, value in (_entry(row, tale) if part.name == "timeline" else row).items():
            if value is not None and value != {}:
                yield Markup("<tr><th scope=row>{}</th><td>{}</td></tr>").format(_name(name), _plain(value))
        yield "</table>\n"


def _entry(row: Row, tale: Tale) -> Row:
    """What happened, as a sentence in the language of the page."""
    its = Entry(row["at"], row["event"], row["data"])
    return {"promise_id": row["promise_id"], "at": row["at"], "sentence": sentence(tale, its)}


def _name(column: str) -> str:
    return say(kinds.COLUMNS[column]) if column in kinds.COLUMNS else column.replace("_", " ")


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S} UTC"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_plain(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(_plain, value))
    return readable(str(value))
