"""What cannot work, or will surprise somebody, in a line and an environment that are valid.

Pure findings, most serious first. Deliberately refuses nothing: a running line never stops for its calendar, and
`check` decides what an error is worth.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from routing.calendar import IN_SIGHT, Calling
from routing.deadlines import Hole, holes, weekly_holes
from routing.promises import AT_RISK
from voice_app.finding import Finding, warning
from voice_app.line import Line
from voice_app.line.closed_days import of_closed_days
from voice_app.line.customers import of_customers
from voice_app.line.digest import of_digest
from voice_app.line.people import of_people, of_words
from voice_app.line.places import Places
from voice_app.line.texts import of_texts
from voice_app.line.timers import of_timers
from voice_app.line.values import write_duration, write_span
from voice_app.numbers import Phone, code_of, is_assigned
from voice_app.settings import Settings
from voice_app.terms import Terms

DECENT_HOURS = (8 * 60, 21 * 60)
LONG_SECRET = 32
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def findings(line: Line, settings: Settings, now: datetime) -> list[Finding]:
    """Everything found; `now` says which holidays lie ahead."""
    found = [
        *_holes(line, now),
        *of_closed_days(line, now),
        *of_people(line),
        *of_words(line),
        *of_timers(line),
        *_calling_back(line),
        *_phones(line),
        *_recordings(line),
        *_browser_phones(line, settings),
        *of_texts(line),
        *_alarms(line, settings),
        *_listening(line),
        *of_customers(line.customers, settings),
        *of_digest(line.daily, line.alarms, settings),
        *_environment(settings),
    ]
    return sorted(found, key=lambda finding: finding.severity)


def render(found: Iterable[Finding], file: str, text: str) -> str:
    """The findings as a person reads them in a terminal, each with its line in the file, whose text this is; empty for
    none."""
    places = Places(text)

    def place(it: Finding) -> str:
        return "" if is_variable(it.where) else f"{places.place_of(it.where, file)}: "

    return "\n".join(f"{place(it)}{it.severity}: {it.where}: {it.what}.\n    {it.remedy}." for it in found)


def is_variable(where: str) -> bool:
    """Of the environment; every name in the file is written small."""
    return where == where.upper()


# ── times at which no promise can be kept ───────────────────────────────────────────────────────────────────────────


def _holes(line: Line, now: datetime) -> Iterator[Finding]:
    terms = Terms.of(line)
    seen: set[Hole] = set()
    for need in (None, *(entry.need for entry in line.menu)):  # they differ by who is on call for them
        calling = terms.calling(None, need, now)
        where = f"hours, for {need}" if need else "hours"
        for hole in weekly_holes(calling, line.callback.due_within):
            if hole not in seen:
                yield _weekly(line, hole, where)
            seen.add(hole)
        for hole in _on_holidays(line, calling, now):
            if hole not in seen:
                yield _holiday(line, hole, where)
            seen.add(hole)


def _on_holidays(line: Line, calling: Calling, now: datetime) -> list[Hole]:
    due_within = line.callback.due_within
    usual = {hole.from_at for hole in holes(calling.every_week(), now, now + IN_SIGHT, due_within)}
    return [hole for hole in holes(calling, now, now + IN_SIGHT, due_within) if hole.from_at not in usual]


def _weekly(line: Line, hole: Hole, where: str) -> Finding:
    if hole.calls_from_at is None:
        return Finding("error", where, "nobody can ever be called back", "Open on some day, within call_between")
    what = f"{_too_late(line, hole, '%A %H:%M')}, every week"
    if line.callback.accept_later:
        return warning(where, what, "Callers hear the later time (accept_later)")
    remedy = "Open sooner, put somebody on_call, lengthen due_within, or set callback.accept_later"
    return Finding("error", where, what, remedy)


def _holiday(line: Line, hole: Hole, where: str) -> Finding:
    because = "for a day that is not like others" if line.special_days or line.closure else "for a holiday"
    what = f"{_too_late(line, hole, '%A %d %B %H:%M')}, {because}"
    return warning(where, what, "Callers hear the later time; with somebody on_call they need not")


def _too_late(line: Line, hole: Hole, shape: str) -> str:
    def local(at: datetime) -> str:
        return at.astimezone(line.timezone).strftime(shape)

    first = f"the first call is possible {local(hole.calls_from_at)}" if hole.calls_from_at else "no call is in sight"
    within = write_duration(line.callback.due_within)
    return f"who asks from {local(hole.from_at)} to {local(hole.to_at)} cannot be called within {within}: {first}"


# ── callbacks, numbers, the environment ─────────────────────────────────────────────────────────────────────────────


def _calling_back(line: Line) -> Iterator[Finding]:
    between = line.callback.call_between
    earliest, latest = DECENT_HOURS
    if between.from_minute < earliest or between.to_minute > latest:
        what = f"people may be called at {write_span(between)}, which wakes some of them"
        yield warning("callback.call_between", what, "Write 08:00-21:00 unless this is a trial")
    if line.callback.due_within < AT_RISK:
        what = (
            f"supervisors are told {write_duration(AT_RISK)} ahead of what will be late, which is before it is promised"
        )
        yield warning("callback.due_within", what, "Every promise is at risk from its first minute; write more")
    kept = line.callback.keep_free
    if isinstance(kept, int) and line.agents and kept >= len(line.agents):
        what = (
            f"there are {len(line.agents)} agents, and never more than {kept} free: nobody is called back in good time"
        )
        yield warning(
            "callback.keep_free", what, 'Write less, or "auto"; only what would else be broken is dialled now'
        )
    if line.region not in line.policy.allowed_regions:
        what = f"{line.region}, the line's own country, is not among them"
        yield warning("callback.allowed_countries", what, "Each callback there waits for a colleague's approval")
    yield from _denials(line)
    if line.callback.attempts > line.caps.dials_per_number:
        what = f"nobody is dialled more than {line.caps.dials_per_number} times in 24 hours"
        yield warning("callback.attempts", what, "Write no more than caps.dials_per_number; later tries come too late")
    if line.text.sender is None:
        yield warning("text.sender", "no promise is confirmed by text", "Name a number that can send texts")
    if line.fallback_number is None:
        what = "when the service itself is broken, callers hear an apology and nobody's phone rings"
        yield warning("line.fallback_number", what, "Name a phone that somebody answers")


def _denials(line: Line) -> Iterator[Finding]:
    for count, prefix in enumerate(line.callback.denied_prefixes, start=1):
        where = f"callback.denied_prefixes[{count}]"
        codes = {f"+{code_of(region)}": region for region in sorted(line.policy.allowed_regions)}
        if not any(code.startswith(prefix) or prefix.startswith(code) for code in codes):
            yield warning(where, "no allowed country's numbers begin so", "It is denied already; take it out")
        for code, region in codes.items():
            if code.startswith(prefix):
                what = f"every number of {region} begins so"
                yield warning(where, what, f"Take {region} out of callback.allowed_countries, or write more digits")


def _phones(line: Line) -> Iterator[Finding]:
    phones = [(f"agent[{count}].reach", agent.reach) for count, agent in enumerate(line.agents, start=1)]
    phones += [(f"callers.shared[{count}]", f"tel:{phone}") for count, phone in enumerate(line.callers.shared, start=1)]
    for where, reach in phones:
        if reach.startswith("tel:") and not is_assigned(Phone(reach.removeprefix("tel:"))):
            what = "the numbering plans that we know have no such number"
            yield warning(where, what, "Check every digit; a very new range may be right all the same")


def _recordings(line: Line) -> Iterator[Finding]:
    if line.privacy.keep_recordings > line.privacy.keep_personal_data:
        kept, whole = (write_duration(it) for it in (line.privacy.keep_recordings, line.privacy.keep_personal_data))
        yield warning(
            "privacy.keep_recordings",
            f"a voice is kept for {kept}, and everything else that is known of the person for {whole}",
            "Keep recordings for no longer than that",
        )


def _browser_phones(line: Line, settings: Settings) -> Iterator[Finding]:
    in_browsers = [count for count, agent in enumerate(line.agents, start=1) if agent.reach.startswith("client:")]
    if not settings.has_browser_phone:
        for count in in_browsers:
            what = "no browser becomes this phone without an API key"
            remedy = "Set TWILIO_API_KEY, TWILIO_API_SECRET and TWILIO_APP_SID, or write tel:+31… or sip:name@host"
            yield warning(f"agent[{count}].reach", what, remedy)
        return
    if line.agents and not in_browsers:
        what = "no agent of the file has a phone in the browser"
        yield warning("TWILIO_API_KEY", what, "Write client:name as somebody's reach, or unset it")
    for name, sid, prefix in (
        ("TWILIO_API_KEY", settings.twilio_api_key, "SK"),
        ("TWILIO_APP_SID", settings.twilio_app_sid, "AP"),
    ):
        if sid is not None and not re.fullmatch(rf"{prefix}[0-9a-zA-Z]{{32}}", sid):
            what = f"Twilio's begin with {prefix}, and 32 characters follow"
            yield warning(name, what, "Copy it from the Twilio console; no browser is let in with another")


def _listening(line: Line) -> Iterator[Finding]:
    if line.listening.notice and all(agent.role != "supervisor" for agent in line.agents):
        what = "callers are told that a supervisor may listen, and there is none"
        yield warning("listening.notice", what, "Make somebody a supervisor, or take the notice out")


def _alarms(line: Line, settings: Settings) -> Iterator[Finding]:
    told = line.alarms
    if not (told.text or told.email or told.webhook):
        what = "nobody is told when a promise is at risk, or the house is"
        yield warning("alarms", what, "Name a phone, an e-mail address or a webhook; else somebody must watch the API")
    if told.text and line.text.sender is None:
        yield warning("alarms.text", "no text can leave without a text.sender", "Name a number that can send texts")
    if told.email and (settings.smtp_url is None or told.sender is None):
        what = "no e-mail can leave without SMTP_URL and alarms.sender"
        yield warning("alarms.email", what, "Set the mail server, and the address that the line writes from")
    if told.webhook and settings.alarm_secret is None:
        what = "nothing is posted without ALARM_SECRET, which signs it"
        yield warning("alarms.webhook", what, "Make one, and tell the receiver: openssl rand -hex 32")


def _environment(settings: Settings) -> Iterator[Finding]:
    base = urlsplit(settings.public_base_url)
    if settings.twilio_api_base_url is None and base.hostname in LOOPBACK:
        what = "Twilio cannot reach an address of this machine alone"
        yield warning("PUBLIC_BASE_URL", what, "Name the public address, like https://phone.example.org")
    if base.scheme == "http" and base.hostname not in LOOPBACK:
        what = "everything that callers key in crosses the network in the clear"
        yield warning("PUBLIC_BASE_URL", what, "Use https")
    for name, secret in (("SECRET_KEY", settings.secret_key), ("API_TOKEN", settings.api_token)):
        if secret is not None and len(secret.get_secret_value()) < LONG_SECRET:
            yield warning(
                name, f"it is shorter than {LONG_SECRET} characters", "Make a longer one: openssl rand -hex 32"
            )
