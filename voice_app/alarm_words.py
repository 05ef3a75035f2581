"""What a supervisor is told of alarms: a sentence, a letter, a document for programs.

Names ids, the need's label and times; never a caller's number, name or words. Deliberately sends nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flows import spoken
from flows.phrases import LANGUAGES, phrase
from routing.alarms import OF_PROMISES
from voice_app.ledger.alarms import Alarm
from voice_app.ledger.ids import Channel
from voice_app.ledger.timeline import Code, in_rfc_3339
from voice_app.line import Line
from voice_app.numbers import mask

MOST_LISTED = 100
"""Alarms that are named one by one; the others are counted."""


def sentence(line: Line, told: Sequence[Alarm]) -> str:
    """What these alarms of one rule say, short enough for a text, in the line's first language."""
    language = line.languages[0]
    key = f"alarm_{told[0].rule}"
    if (by_cause := f"{key}_{told[0].because}") in LANGUAGES[language]:  # where it says what there is to do
        key = by_cause
    if len(told) > 1 and f"{key}_many" in LANGUAGES[language]:  # some rules are about one thing only
        key = f"{key}_many"
    said = [phrase(language, key, name=line.name, count=len(told))]
    if len(told) == 1 and (label := _label(line, told[0])):
        said.append(phrase(language, "alarm_need", need=label))
    if due := sorted(at for at in map(_due_by, told) if at is not None):
        time = spoken.written(due[0], line.timezone, language)
        said.append(phrase(language, "alarm_due" if len(told) == 1 else "alarm_first_due", time=time))
    return " ".join(said)


def letter(line: Line, told: Sequence[Alarm], pages: str) -> str:
    """The same for an e-mail: the sentence, the alarms one by one, and where they are all to be found, under the
    address of the pages."""
    language = line.languages[0]
    lines = [sentence(line, told), ""]
    lines += [_in_one_line(line, alarm, pages) for alarm in told[:MOST_LISTED]]
    if len(told) > MOST_LISTED:
        lines.append(phrase(language, "alarm_more", count=len(told) - MOST_LISTED))
    lines += ["", phrase(language, "alarm_list", url=f"{pages}/alarms")]
    return "\n".join(lines) + "\n"


def document(line: Line, told: Sequence[Alarm], pages: str) -> dict[str, Any]:
    """The same for a program: `count` alarms of one rule, at most MOST_LISTED of them in `alarms`; `url`: the page of
    them all."""
    return {
        "rule": told[0].rule,
        "says": sentence(line, told),
        "url": f"{pages}/alarms",
        "count": len(told),
        "alarms": [
            {
                "id": alarm.id,
                "subject": alarm.subject,
                "because": alarm.because,
                "raised_at": in_rfc_3339(alarm.raised_at.isoformat()),
                "data": codes(alarm),
            }
            for alarm in told[:MOST_LISTED]
        ],
    }


def codes(alarm: Alarm) -> dict[str, Code]:
    """What belongs to an alarm, as programs read it."""
    return {name: in_rfc_3339(code) for name, code in alarm.data.items()}


def shown(channel: Channel, target: str) -> str:
    """A target as it may be shown: enough to tell it from the others. The rest of a webhook's URL may be a secret."""
    match channel:
        case "text":
            return mask(target)
        case "email":
            return f"…@{target.rpartition('@')[2]}"
        case "webhook":
            return urlsplit(target).hostname or ""


def _in_one_line(line: Line, alarm: Alarm, pages: str) -> str:
    """A promise by the address where something can be done about it."""
    about = f"{pages}/promises/{alarm.subject}" if alarm.rule in OF_PROMISES else alarm.subject
    due_by = _due_by(alarm)
    time = spoken.written(due_by, line.timezone, line.languages[0]) if due_by else None
    return "- " + ", ".join(part for part in (about, _label(line, alarm), time, alarm.because) if part)


def _label(line: Line, alarm: Alarm) -> str | None:
    """How the menu calls what it is about; what only the roster knows is called by its name."""
    need = alarm.data.get("need")
    entry = line.entry_of(str(need))
    return entry.label[line.languages[0]] if entry else need if isinstance(need, str) else None


def _due_by(alarm: Alarm) -> datetime | None:
    written = alarm.data.get("due_by")
    return datetime.fromisoformat(written) if isinstance(written, str) else None
