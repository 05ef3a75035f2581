"""The line under load: open day and night, with agents whose phones answer, and no cap that honest callers would meet.

Waits and wrap-up are short, so that much happens within a minute.
"""

from pathlib import Path

NUMBER = "+31201234567"
SENDER = "+3197010200000"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_HEAD = """
[line]
number = "{number}"
name = "Voorbeeld"
languages = ["nl", "en"]
timezone = "Europe/Amsterdam"

[hours]
{hours}
[[menu]]
key = "1"
need = "billing"
label = {{ nl = "een rekening", en = "a bill" }}

[[menu]]
key = "2"
need = "fault"
label = {{ nl = "een storing", en = "a fault" }}

[waiting]
offer_callback_after = "5s"
offer_callback_if_wait_over = "20s"
wrap_up = "5s"

[callback]
call_between = "00:00-24:00"
accept_later = true
allowed_countries = ["NL"]

[callers]
most_live = {most_live}

[caps]
promises_per_prefix = 100000
dials_an_hour = 100000
minutes_a_day = 100000

[text]
sender = "{sender}"
"""

_AGENT = """
[[agent]]
id = "agent{n}"
name = "Agent"
reach = "{reach}"
languages = ["nl", "en"]
skills = {{ billing = 3, fault = {level} }}
"""


def agent_phone(n: int) -> str:
    return f"+3161000{n:04}"


def write_line(file: Path, agents: int, more: str = "", most_live: int = 5_000) -> None:
    """`more`: tables of this trial."""
    hours = "\n".join(f'{day} = ["00:00-24:00"]' for day in DAYS)
    head = _HEAD.format(number=NUMBER, sender=SENDER, hours=hours, most_live=most_live)
    people = (_AGENT.format(n=n, reach=f"tel:{agent_phone(n)}", level=1 + n % 3) for n in range(agents))
    file.write_text(head + more + "".join(people))
