"""Who may do what on the pages: every route, and for each of them every kind of visitor. `test_door` holds them to it.

For whoever adds a page: one line in `ROUTES`. If none of the four rows of cells fits, write another one out.
"""

from typing import Literal

Cell = Literal["in", "way in", "out", "hidden"]
"""`in`: the page answers. `way in`: sent to what is still to be done, signing in. `out`: 401, with nothing done.
`hidden`: 404, as if there were no such page."""

Visitor = Literal["nobody", "halfway", "anna", "bram", "chloe", "disabled", "screen"]
"""`anna`, `bram`: two agents. `chloe`: a supervisor. `halfway`: chloe, who has not shown the second factor. `disabled`:
dora, whose account was disabled after she had signed in. `screen`: a television that was let in by a link."""

Row = dict[Visitor, Cell]


def row(*, outside: Cell, halfway: Cell, agents: Cell, supervisors: Cell) -> Row:
    """`outside`: nobody, whose account was disabled, and a screen, which is nobody too."""
    return {
        "nobody": outside,
        "disabled": outside,
        "screen": outside,
        "halfway": halfway,
        "anna": agents,
        "bram": agents,
        "chloe": supervisors,
    }


ANYBODY: Row = row(outside="in", halfway="in", agents="in", supervisors="in")

WHO_HAS_BEGUN: dict[str, Row] = {
    "GET": row(outside="way in", halfway="in", agents="in", supervisors="in"),
    "POST": row(outside="out", halfway="in", agents="in", supervisors="in"),
}
"""Also before the second factor was shown."""

AGENTS: dict[str, Row] = {
    "GET": row(outside="way in", halfway="way in", agents="in", supervisors="in"),
    "POST": row(outside="out", halfway="out", agents="in", supervisors="in"),
}
"""Everybody who has signed in; what is one agent's own is found by the session, or by an id that is checked with it."""

SUPERVISORS: dict[str, Row] = {
    "GET": row(outside="way in", halfway="way in", agents="hidden", supervisors="in"),
    "POST": row(outside="out", halfway="out", agents="hidden", supervisors="in"),
}

SCREENS: Row = AGENTS["GET"] | {"screen": "in"}
"""Also a screen, to which no other page is open."""

ROUTES: dict[str, Row] = {
    "GET /": ANYBODY,
    "GET /favicon.ico": ANYBODY,
    # how we are
    "GET /banner": AGENTS["GET"],
    # alarms
    "GET /alarms": SUPERVISORS["GET"],
    "GET /alarms/now": SUPERVISORS["GET"],
    "POST /alarms/test": SUPERVISORS["POST"],
    "POST /alarms/<alarm_id>/acknowledge": SUPERVISORS["POST"],
    # the wallboard
    "GET /wallboard": SCREENS,
    "GET /wallboard/live": SCREENS,
    "GET /wallboard/screen/<token>": ANYBODY,
    "GET /wallboard/screens": SUPERVISORS["GET"],
    "POST /wallboard/screens": SUPERVISORS["POST"],
    "POST /wallboard/screens/<screen>/revoke": SUPERVISORS["POST"],
    # in and out
    "GET /sign-in": ANYBODY,
    "POST /sign-in": ANYBODY,
    "GET /welcome/<token>": ANYBODY,
    "POST /welcome": ANYBODY,
    "POST /sign-out": WHO_HAS_BEGUN["POST"],
    # the second factor
    "GET /sign-in/code": WHO_HAS_BEGUN["GET"],
    "POST /sign-in/code": WHO_HAS_BEGUN["POST"],
    "GET /second-factor": WHO_HAS_BEGUN["GET"],
    "GET /second-factor/picture.svg": WHO_HAS_BEGUN["GET"],
    "POST /second-factor": WHO_HAS_BEGUN["POST"],
    "POST /second-factor/begin": AGENTS["POST"],
    # the own account
    "GET /account": AGENTS["GET"],
    "POST /account/language": AGENTS["POST"],
    "POST /account/password": AGENTS["POST"],
    "POST /account/sign-out-elsewhere": AGENTS["POST"],
    "POST /account/spare-codes": AGENTS["POST"],
    # the desk
    "GET /desk": AGENTS["GET"],
    "GET /desk/live": AGENTS["GET"],
    "POST /desk/call-back": AGENTS["POST"],
    "POST /desk/consult": AGENTS["POST"],
    "POST /desk/draft": AGENTS["POST"],
    "POST /desk/hold": AGENTS["POST"],
    "POST /desk/hold/end": AGENTS["POST"],
    "POST /desk/phone/token": AGENTS["POST"],
    "POST /desk/presence": AGENTS["POST"],
    "POST /desk/follow-up": AGENTS["POST"],
    "POST /desk/recording/pause": AGENTS["POST"],
    "POST /desk/recording/resume": AGENTS["POST"],
    "POST /desk/recording/start": AGENTS["POST"],
    "POST /desk/recording/stop": AGENTS["POST"],
    "POST /desk/recording/withdraw": AGENTS["POST"],
    "POST /desk/verify/send": AGENTS["POST"],
    "POST /desk/verify/check": AGENTS["POST"],
    "POST /desk/send": AGENTS["POST"],
    "POST /desk/wrap-up": AGENTS["POST"],
    # the floor
    "GET /floor": SUPERVISORS["GET"],
    "POST /floor/leave": SUPERVISORS["POST"],
    "POST /floor/listen": SUPERVISORS["POST"],
    # the line
    "GET /line": SUPERVISORS["GET"],
    "GET /line/close": SUPERVISORS["GET"],
    "POST /line/close": SUPERVISORS["POST"],
    "POST /line/open": SUPERVISORS["POST"],
    "GET /line/hours": SUPERVISORS["GET"],
    "POST /line/hours": SUPERVISORS["POST"],
    "GET /line/calendar": SUPERVISORS["GET"],
    "POST /line/calendar": SUPERVISORS["POST"],
    "GET /line/menu": SUPERVISORS["GET"],
    "POST /line/menu": SUPERVISORS["POST"],
    "GET /line/file": SUPERVISORS["GET"],
    "GET /line/file/line.toml": SUPERVISORS["GET"],
    "POST /line/file": SUPERVISORS["POST"],
    "GET /line/prompts": SUPERVISORS["GET"],
    "POST /line/prompts": SUPERVISORS["POST"],
    "GET /line/settings": SUPERVISORS["GET"],
    "GET /line/settings/<group>": SUPERVISORS["GET"],
    "POST /line/settings/<group>": SUPERVISORS["POST"],
    "GET /line/versions": SUPERVISORS["GET"],
    "POST /line/versions/restore": SUPERVISORS["POST"],
    # privacy
    "GET /privacy": SUPERVISORS["GET"],
    "GET /privacy/erasures/<id>": SUPERVISORS["GET"],
    "GET /privacy/looks": SUPERVISORS["GET"],
    "GET /privacy/looks.csv": SUPERVISORS["GET"],
    "GET /privacy/person": SUPERVISORS["GET"],
    "POST /privacy/person": SUPERVISORS["POST"],
    "POST /privacy/person/erase": SUPERVISORS["POST"],
    "POST /privacy/person/export": SUPERVISORS["POST"],
    "POST /privacy/person/withdraw": SUPERVISORS["POST"],
    # promises
    "GET /promises": SUPERVISORS["GET"],
    "GET /promises/<promise_id>": SUPERVISORS["GET"],
    "GET /promises/acts/<act_id>": SUPERVISORS["GET"],
    "POST /promises/<promise_id>/note": SUPERVISORS["POST"],
    "POST /promises/act": SUPERVISORS["POST"],
    "POST /promises/acts/<act_id>/undo": SUPERVISORS["POST"],
    "POST /promises/choose": SUPERVISORS["POST"],
    "POST /promises/search": SUPERVISORS["POST"],
    # patterns
    "GET /patterns": SUPERVISORS["GET"],
    "GET /patterns/chart": SUPERVISORS["GET"],
    # the morning
    "GET /today": SUPERVISORS["GET"],
    "GET /today/going-wrong": SUPERVISORS["GET"],
    "GET /today/digest/<day>": SUPERVISORS["GET"],
    # the roster
    "GET /roster": SUPERVISORS["GET"],
    "GET /roster/add": SUPERVISORS["GET"],
    "POST /roster/add": SUPERVISORS["POST"],
    "GET /roster/skills": SUPERVISORS["GET"],
    "POST /roster/skills": SUPERVISORS["POST"],
    "POST /roster/skills/languages": SUPERVISORS["POST"],
    "GET /roster/agents/<id_>": SUPERVISORS["GET"],
    "POST /roster/agents/<id_>": SUPERVISORS["POST"],
    "POST /roster/agents/<id_>/come-back": SUPERVISORS["POST"],
    "POST /roster/agents/<id_>/invite": SUPERVISORS["POST"],
    "POST /roster/agents/<id_>/invite/withdraw": SUPERVISORS["POST"],
    "GET /roster/agents/<id_>/leave": SUPERVISORS["GET"],
    "POST /roster/agents/<id_>/leave": SUPERVISORS["POST"],
    "POST /roster/agents/<id_>/pin": SUPERVISORS["POST"],
    "POST /roster/agents/<id_>/presence": SUPERVISORS["POST"],
    "POST /roster/agents/<id_>/put-back": SUPERVISORS["POST"],
    "POST /roster/agents/<id_>/second-factor/forget": SUPERVISORS["POST"],
    "POST /roster/agents/<id_>/sessions/end": SUPERVISORS["POST"],
    "POST /roster/agents/<id_>/week": SUPERVISORS["POST"],
    # what if
    "GET /what-if": SUPERVISORS["GET"],
    "POST /what-if": SUPERVISORS["POST"],
    "GET /what-if/<id>": SUPERVISORS["GET"],
    "GET /what-if/<id>/chart": SUPERVISORS["GET"],
    "POST /what-if/<id>/cancel": SUPERVISORS["POST"],
    # compliance
    "GET /compliance": SUPERVISORS["GET"],
    "GET /compliance/report": SUPERVISORS["GET"],
    "GET /compliance/chart": SUPERVISORS["GET"],
    "GET /compliance/groups.csv": SUPERVISORS["GET"],
    "GET /compliance/waits.csv": SUPERVISORS["GET"],
    "GET /compliance/causes.csv": SUPERVISORS["GET"],
    "GET /compliance/misses.csv": SUPERVISORS["GET"],
    "GET /compliance/promises.csv": SUPERVISORS["GET"],
    # recordings
    "GET /recordings": AGENTS["GET"],
    "GET /recordings/<name>": AGENTS["GET"],
    "POST /recordings/<name>/delete": AGENTS["POST"],
}

NO_PAGE = {"POST /csp"}
"""Where browsers report what they refused: anybody may, it is believed nothing and writes nothing."""

NEVER_ENDS = {"GET /desk/live", "GET /wallboard/live"}
"""Streams, of which nobody waits for the end."""
