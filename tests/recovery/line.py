"""The line of these tests: open day and night, short of patience, and with an agent for each test."""

from pathlib import Path

LINE = "+31201234567"
SENDER = "+3197010200000"
AGENTS = 90

_HEAD = f"""
[line]
number = "{LINE}"
name = "Voorbeeld"
languages = ["nl"]
timezone = "Europe/Amsterdam"
fallback_number = "+31207654321"

[hours]
{"".join(f'{day} = ["00:00-24:00"]{chr(10)}' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
[[menu]]
key = "1"
need = "billing"
label = {{ nl = "een rekening" }}

[waiting]
ring_agent = "100s"
wrap_up = "1s"

[callback]
call_between = "00:00-24:00"
accept_later = true
keep_free = 0

[text]
sender = "{SENDER}"
"""

_AGENT = """
[[agent]]
id = "{id}"
name = "{id}"
reach = "tel:{phone}"
languages = ["nl"]
skills = {{ billing = 3 }}
"""


def agent_phone(number: int) -> str:
    return f"+316100000{number:02}"


def write_line(file: Path) -> Path:
    agents = (_AGENT.format(id=agent_id(number), phone=agent_phone(number)) for number in range(AGENTS))
    file.write_text(_HEAD + "".join(agents))
    return file


def agent_id(number: int) -> str:
    return f"agent{number:02}"
