"""The support line that the journeys dial, and variations of it."""

import tomllib
from typing import Any

from voice_app.line import Line

ALWAYS = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}

LINE = """
[line]
number = "+31201234567"
name = "Voorbeeld"
languages = ["nl", "en"]
timezone = "Europe/Amsterdam"
fallback_number = "+31207654321"

[hours]
mon = ["09:00-21:00"]
tue = ["09:00-21:00"]
wed = ["09:00-21:00"]
thu = ["09:00-21:00"]
fri = ["09:00-18:00"]
sat = ["10:00-16:00"]
sun = ["12:00-17:00"]

[[menu]]
key = "1"
need = "billing"
label = { nl = "een rekening", en = "a bill", fr = "une facture", de = "eine Rechnung" }
words = { nl = ["rekening", "factuur"], en = ["bill", "invoice"] }

[[menu]]
key = "2"
need = "technical"
label = { nl = "een storing", en = "a fault", fr = "une panne", de = "eine Störung" }

[waiting]

[callback]
allowed_countries = ["NL", "BE"]
accept_later = true

[text]
sender = "+3197010200000"

[[agent]]
id = "anna"
name = "Anna"
reach = "tel:+31612345678"
languages = ["nl", "en"]
skills = { billing = 3, technical = 1 }

[[agent]]
id = "bram"
name = "Bram"
reach = "tel:+31687654321"
languages = ["nl"]
skills = { billing = 2, technical = 3 }

[[agent]]
id = "chloe"
name = "Chloë"
reach = "client:chloe"
languages = ["en", "nl"]
skills = { technical = 2 }
"""


def line_of(
    *,
    agent_pins: dict[str, str] | None = None,
    agent_languages: dict[str, list[str]] | None = None,
    on_call: dict[str, list[str]] | None = None,
    shifts: dict[str, list[str]] | None = None,
    agent_texts: dict[str, list[str]] | None = None,
    supervisors: tuple[str, ...] = (),
    **sections: dict[str, Any] | list[dict[str, Any]],
) -> Line:
    """The line of the journeys, with keys of its sections replaced: `line_of(hours=ALWAYS)`."""
    raw = tomllib.loads(LINE)
    for agent in raw["agent"]:
        if pin := (agent_pins or {}).get(agent["id"]):
            agent["pin"] = pin
        agent["languages"] = (agent_languages or {}).get(agent["id"], agent["languages"])
        agent["role"] = "supervisor" if agent["id"] in supervisors else "agent"
        agent["on_call"] = (on_call or {}).get(agent["id"], [])
        agent["shifts"] = (shifts or {}).get(agent["id"], [])
        agent["texts"] = (agent_texts or {}).get(agent["id"], [])
    for section, keys in sections.items():
        raw[section] = keys if isinstance(keys, list) else raw.get(section, {}) | keys
    return Line.from_dict(raw)
