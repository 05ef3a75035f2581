from datetime import UTC, datetime

import pytest

from tests.voice_app.line.test_line import CONTRACT, SAMPLE
from voice_app.line import Line
from voice_app.line.check import Finding, findings, render
from voice_app.settings import Settings

WINTER = datetime(2026, 11, 2, 12, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 20, 12, tzinfo=UTC)
ENV = {
    "PUBLIC_BASE_URL": "https://phone.example.org",
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "API_TOKEN": "0123456789abcdef0123456789abcdef",
}


def found(text: str, now: datetime = WINTER, **env: str) -> list[Finding]:
    return findings(Line.parse(text), Settings.from_env({**ENV, **env}, "release"), now)


def whats(found: list[Finding], where: str) -> str:
    return "\n".join(finding.what for finding in found if finding.where == where)


def test_the_line_of_the_contract_has_a_skill_too_many_and_nobody_to_tell() -> None:
    warned_of = [("warning", "agent[1].skills.technical"), ("warning", "alarms")]
    assert [(it.severity, it.where) for it in found(CONTRACT)] == warned_of


def test_the_sample_line_has_no_errors() -> None:
    assert {it.severity for it in found(SAMPLE.read_text())} == {"warning"}


CLOSED_ON_SATURDAY = CONTRACT.replace('sat = ["10:00-16:00"]', "").replace('on_call = ["sat 16:00-21:00"]', "")


def test_weekly_hours_in_which_a_promise_would_be_broken_are_an_error() -> None:
    (hole,) = [it for it in found(CLOSED_ON_SATURDAY) if it.severity == "error"]
    assert hole.where == "hours"
    assert "from Friday 18:00 to Saturday 12:00 cannot be called" in hole.what
    assert "the first call is possible Sunday 12:00, every week" in hole.what
    assert "accept_later" in hole.remedy


def test_somebody_on_call_closes_the_hole() -> None:
    on_call = CLOSED_ON_SATURDAY.replace('pin = "4711"', 'on_call = ["sat 11:00-12:00"]')
    assert not [it for it in found(on_call) if it.severity == "error"]


def test_on_call_for_one_need_leaves_the_others_alone() -> None:
    menu = '[[menu]]\nkey = "2"\nneed = "moving"\nlabel = { nl = "x", en = "x" }\n[waiting]'
    agent = (
        '[[agent]]\nid = "bram"\nname = "Bram"\nreach = "client:bram"\nlanguages = ["nl", "en"]\nskills = {moving = 3}'
    )
    on_call = CLOSED_ON_SATURDAY.replace("[waiting]", menu).replace('pin = "4711"', 'on_call = ["sat 11:00-12:00"]')
    errors = [it for it in found(on_call + agent) if it.severity == "error"]
    assert [it.where for it in errors] == ["hours, for moving"]


def test_who_accepts_later_is_warned_only() -> None:
    later = CLOSED_ON_SATURDAY.replace("accept_later = false", "accept_later = true")
    assert {it.severity for it in found(later)} == {"warning"}
    assert "Friday 18:00" in whats(found(later), "hours")


def test_a_line_that_is_never_open_can_promise_nothing() -> None:
    never = "".join(
        line + "\n"
        for line in CONTRACT.splitlines()
        if line[:3] not in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    )
    errors = [it for it in found(never.replace('on_call = ["sat 16:00-21:00"]', "")) if it.severity == "error"]
    assert [it.what for it in errors] == ["nobody can ever be called back"]


def test_a_holiday_that_leaves_a_hole_is_warned_of_weeks_ahead() -> None:
    assert "hours" not in {it.where for it in found(CONTRACT, WINTER)}
    holiday = whats(found(CONTRACT, CHRISTMAS), "hours")
    assert "Thursday 24 December 21:00" in holiday
    assert "for a holiday" in holiday
    assert {it.severity for it in found(CONTRACT, CHRISTMAS)} == {"warning"}


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        (
            "skills = { billing = 3, technical = 1 }",
            "skills = { biling = 3 }",
            "menu[1].need",
            "no agent has the skill",
        ),
        (
            'reach = "tel:+31612345678"\nlanguages = ["nl", "en"]',
            'reach = "client:a"\nlanguages = ["nl"]',
            "menu[1].need",
            "speaks en",
        ),
        (
            'reach = "tel:+31612345678"\nlanguages = ["nl", "en"]',
            'reach = "client:a"\nlanguages = ["nl"]',
            "line.languages",
            "nobody speaks en",
        ),
        ('ring_agent = "15s"', 'ring_agent = "21s"', "waiting.ring_agent", "voicemail"),
        ('ring_agent = "15s"', 'ring_agent = "4s"', "waiting.ring_agent", "5s at least"),
        ('"08:00-21:00"', '"07:59-21:00"', "callback.call_between", "wakes"),
        ('["NL", "BE", "DE", "FR"]', '["BE"]', "callback.allowed_countries", "own country"),
        ("attempts = 3", "attempts = 4", "callback.attempts", "more than 3 times"),
        ("attempts = 3", 'denied_prefixes = ["+979"]', "callback.denied_prefixes[1]", "no allowed country"),
        ("attempts = 3", 'denied_prefixes = ["+3"]', "callback.denied_prefixes[1]", "every number of NL"),
        ('sender = "+3197010200000"', "", "text.sender", "by text"),
        ('fallback_number = "+31207654321"', "", "line.fallback_number", "apology"),
        ("+31612345678", "+31600000000", "agent[1].reach", "no such number"),
        ("+31201112222", "+31600000000", "callers.shared[1]", "no such number"),
    ],
)
def test_what_will_not_work_is_warned_of(old: str, new: str, where: str, words: str) -> None:
    assert old in CONTRACT
    assert words in whats(found(CONTRACT.replace(old, new)), where)


BRAM = """
[[agent]]
id = "bram"
name = "Bram"
reach = "client:bram"
languages = ["nl", "en"]
skills = { billing = 3 }
"""


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ('wrap_up = "30s"', 'wrap_up = "61m"', "waiting.wrap_up", "an agent gets no other"),
        ('head_start = "3m"', 'head_start = "24h"', "waiting.head_start", "no promise comes up"),
        ('"20s", "60s"', '"20s", "20s"', "waiting.widen_after[2]", "never holds"),
        ('"20s", "60s"', '"20s", "15m"', "waiting.widen_after[2]", "a callback is all that is offered"),
        ('"20s", "60s"', '"900s", "1h"', "waiting.widen_after[1]", "a callback is all that is offered"),
        (
            'callback_after = "30s"',
            'callback_after = "15m"',
            "waiting.offer_callback_after",
            "longest wait of 15m is over",
        ),
        ("skills = { billing = 3 }", "skills = { billing = 3 }", "waiting.widen_after", "waiting lets nobody else"),
        ("skills = { billing = 3 }", "skills = {}", "agent[2].skills", "bram is trained for nothing"),
        (
            '["nl", "en"]\nskills = { billing = 3 }',
            '["fr"]\nskills = {billing=1}',
            "agent[2].languages",
            "speaks no language",
        ),
        ('name = "Bram"', 'name = "ANNA"', "agent[2].name", "agent[1] is called ANNA too"),
        (
            'reach = "client:bram"',
            'reach = "client:bram"\nshifts = ["mon 21:00-22:00"]',
            "agent[2].shifts[1]",
            "is closed",
        ),
    ],
)
def test_what_contradicts_itself_or_never_comes_is_warned_of(old: str, new: str, where: str, words: str) -> None:
    two = CONTRACT + BRAM
    assert old in two
    its = whats(found(two.replace(old, new)), where)
    assert words in its


@pytest.mark.parametrize(
    ("key", "written", "switch"),
    [
        ("widen_after", 'widen_after = ["20s", "60s"]', "widening"),
        ("head_start", 'head_start = "3m"', "head_start"),
        ("last_agent_for", 'last_agent_for = "8s"', "last_agent"),
        ("old_place_for", 'old_place_for = "5m"', "old_place"),
    ],
)
def test_a_time_whose_rule_is_switched_off_is_warned_of(key: str, written: str, switch: str) -> None:
    line = CONTRACT if written in CONTRACT else CONTRACT.replace("[waiting]", f"[waiting]\n{written}")
    off = f"\n[routing]\n{switch} = false\n"
    assert whats(found(line + off), f"waiting.{key}") == f"it is never used: routing.{switch} is false"
    assert not whats(found(line), f"waiting.{key}")
    assert not whats(found(line.replace(written, "") + off), f"waiting.{key}")


def test_where_levels_do_not_count_the_first_time_is_never_used() -> None:
    assert "never taken" in whats(found(f"{CONTRACT}\n[routing]\nlevels = false\n"), "waiting.widen_after[1]")


def test_a_call_that_is_kept_for_one_agent_for_as_long_as_anybody_waits_is_warned_of() -> None:
    kept = CONTRACT.replace("[waiting]", '[waiting]\nlast_agent_for = "15m"')
    assert "kept for one agent" in whats(found(kept), "waiting.last_agent_for")
    assert not whats(found(f"{kept}\n[routing]\nlast_agent = false\n"), "waiting.last_agent_for[1]")


def test_people_of_one_name_do_no_harm_where_nobody_can_be_asked_for() -> None:
    line = CONTRACT + BRAM.replace('"Bram"', '"Anna"')
    assert whats(found(line), "agent[2].name")
    assert not whats(found(f"{line}\n[routing]\nby_name = false\n"), "agent[2].name")


def test_a_word_of_the_menu_that_callers_in_danger_use_is_warned_of() -> None:
    line = CONTRACT.replace('nl = ["rekening", "factuur"]', 'nl = ["rekening", "ambulance vervoer"]')
    assert "emergency number" in whats(found(line), "menu[1].words.nl[2]")


def test_who_is_on_call_while_the_line_is_open_anyway_is_warned_of() -> None:
    line = CONTRACT.replace('"sat 16:00-21:00"', '"sat 11:00-15:00", "sat 15:00-21:00"')
    assert not whats(found(line), "agent[1].on_call[1]"), "on a holiday it counts"
    always = line.replace('holidays = "NL"', "")
    assert "open all through sat 11:00-15:00" in whats(found(always), "agent[1].on_call[1]")
    assert not whats(found(always), "agent[1].on_call[2]")


@pytest.mark.parametrize(("kept", "warned"), [("2", True), ("1", False), ('"auto"', False)])
def test_keeping_everybody_free_is_warned_of(kept: str, warned: bool) -> None:
    line = CONTRACT.replace('keep_free = "auto"', f"keep_free = {kept}") + BRAM
    assert bool(whats(found(line), "callback.keep_free")) == warned


def test_a_ring_that_outlasts_the_longest_wait_is_a_contradiction() -> None:
    (error,) = [it for it in found(CONTRACT.replace('"15m"', '"15s"')) if it.severity == "error"]
    assert (error.where, "longest wait of 15s is over" in error.what) == ("waiting.ring_agent", True)


def test_a_need_that_only_a_supervisor_can_take_is_warned_of() -> None:
    chief = CONTRACT.replace('role = "agent"', 'role = "supervisor"')
    assert whats(found(chief), "menu[1].need") == "", "nobody else is there"
    assert "only a supervisor" in whats(found(chief + BRAM.replace("billing = 3", "moving = 3")), "menu[1].need")
    assert not whats(found(chief + BRAM), "menu[1].need")


def test_levels_that_differ_are_what_widening_is_for() -> None:
    assert not whats(found(CONTRACT + BRAM.replace("billing = 3", "billing = 2")), "waiting.widen_after")
    unwritten = (CONTRACT + BRAM).replace('widen_after = ["20s", "60s"]', "")
    assert not whats(found(unwritten), "waiting.widen_after"), "a default needs no excuse"


def test_hours_in_which_nobody_trained_is_on_shift_are_named() -> None:
    def needs(*shifts: str) -> str:
        line = CONTRACT.replace('role = "agent"', f"shifts = {list(shifts)}")
        return whats(found(line), "menu[1].need")

    whole = [f"{day} 08:00-22:00" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")]
    assert needs(*whole) == ""
    assert needs() == "", "without shifts anybody may come at any time"
    gaps = needs("mon 09:00-12:00", "mon 11:00-13:00", "mon 14:00-24:00", *whole[2:])
    assert gaps == "nobody with the skill 'billing' is on shift mon 13:00-14:00, tue 09:00-21:00"
    assert needs(*whole[:2]).endswith("wed 09:00-21:00, thu 09:00-21:00, fri 09:00-18:00 and 2 times more")
    assert needs("mon 21:00-24:00") == "nobody with the skill 'billing' is on shift in any opening hour"
    halves = CONTRACT.replace('role = "agent"', 'shifts = ["mon 09:00-24:00"]') + BRAM
    assert not whats(found(halves), "menu[1].need"), "of Bram nothing is known"


def test_a_language_that_nobody_on_shift_speaks_is_warned_of() -> None:
    line = CONTRACT.replace('role = "agent"', 'shifts = ["mon 09:00-21:00"]') + BRAM.replace(', "en"', "")
    assert "nobody who speaks en is on shift tue 09:00-21:00" in whats(found(line), "line.languages")


def test_a_prefix_within_an_allowed_country_is_what_denying_is_for() -> None:
    denying = CONTRACT.replace("attempts = 3", 'denied_prefixes = ["+3197", "+4915"]')
    assert not whats(found(denying), "callback.denied_prefixes[1]")


def test_a_misspelt_skill_is_told_its_right_name() -> None:
    (useless,) = [it for it in found(CONTRACT.replace("technical", "biling")) if "skills" in it.where]
    assert useless.remedy == "Did you mean billing"


def test_a_file_without_agents_is_told_so_once() -> None:
    text = CONTRACT.partition("[[agent]]")[0]
    assert [it.where for it in found(text)] == ["agent", "alarms"]


ALARMS = {
    "alarms.text": 'text = ["+31612345678"]',
    "alarms.email": 'email = ["chief@example.org"]\nsender = "line@example.org"',
    "alarms.webhook": 'webhook = "https://hooks.example.org/gehoor"',
}


@pytest.mark.parametrize("where", ALARMS)
def test_a_channel_that_cannot_tell_anybody_is_warned_of(where: str) -> None:
    told = f"{CONTRACT}\n[alarms]\n{ALARMS[where]}\n"
    assert {it.where for it in found(told.replace('sender = "+31', '# sender = "+31'))} >= {where}
    set_up = {"SMTP_URL": "smtp://mail.example.org", "ALARM_SECRET": "0123456789abcdef"}
    assert not {it.where for it in found(told, WINTER, **set_up)} & {where, "alarms"}


def test_an_e_mail_needs_somebody_to_be_from() -> None:
    told = f'{CONTRACT}\n[alarms]\nemail = ["chief@example.org"]\n'
    assert "alarms.sender" in whats(found(told, WINTER, SMTP_URL="smtp://mail.example.org"), "alarms.email")


@pytest.mark.parametrize(
    ("env", "where"),
    [
        ({"PUBLIC_BASE_URL": "http://127.0.0.1:8000"}, "PUBLIC_BASE_URL"),
        ({"PUBLIC_BASE_URL": "http://phone.example.org"}, "PUBLIC_BASE_URL"),
        ({"SECRET_KEY": "short-but-not-guessed"}, "SECRET_KEY"),
        ({"API_TOKEN": "short-but-not-guessed"}, "API_TOKEN"),
    ],
)
def test_an_environment_that_works_badly_is_warned_of(env: dict[str, str], where: str) -> None:
    assert where in {it.where for it in found(CONTRACT, WINTER, **env)}


def test_the_stand_in_reaches_this_machine() -> None:
    local = {"PUBLIC_BASE_URL": "http://127.0.0.1:8000", "TWILIO_API_BASE_URL": "http://127.0.0.1:9000"}
    assert "PUBLIC_BASE_URL" not in {it.where for it in found(CONTRACT, WINTER, **local)}


def test_findings_are_read_from_the_worst_down() -> None:
    line = CLOSED_ON_SATURDAY.replace('ring_agent = "15s"', 'ring_agent = "21s"')
    text = render(found(line, PUBLIC_BASE_URL="http://127.0.0.1:8000"), "line.toml", line)
    assert text.startswith("line.toml:9: error: hours: who asks from Friday 18:00")
    assert (
        "\nline.toml:26: warning: waiting.ring_agent: after 21s of ringing a voicemail has answered.\n"
        "    Stay at 20s or less" in text
    )
    assert "\nline.toml: warning: alarms: nobody is told" in text, "what is missing stands on no line"
    assert "\nwarning: PUBLIC_BASE_URL: " in text, "of the environment"
    assert render([], "line.toml", line) == ""


def test_each_finding_stands_on_its_line() -> None:
    lines = CONTRACT.splitlines()
    (skill,) = [it for it in render(found(CONTRACT), "line.toml", CONTRACT).splitlines() if "skills" in it]
    assert skill.startswith(f"line.toml:{1 + lines.index('skills = { billing = 3, technical = 1 }')}: warning: ")


def test_a_promise_shorter_than_the_warning_before_it_is_warned_of() -> None:
    assert "before it is promised" in whats(found(CONTRACT.replace('"24h"', '"119m"')), "callback.due_within")
    assert not whats(found(CONTRACT.replace('"24h"', '"2h"')), "callback.due_within")


def test_a_voice_is_kept_no_longer_than_what_was_said() -> None:
    kept = found(CONTRACT.replace('keep_personal_data = "90d"', 'keep_personal_data = "20d"'))
    assert "a voice is kept for 30d" in whats(kept, "privacy.keep_recordings")


KEY = {
    "TWILIO_API_KEY": "SK" + "1" * 32,
    "TWILIO_API_SECRET": "0123456789abcdef0123456789abcdef",
    "TWILIO_APP_SID": "AP" + "1" * 32,
}
IN_A_BROWSER = CONTRACT.replace("tel:+31612345678", "client:anna")


def test_a_phone_in_the_browser_wants_an_api_key_and_an_api_key_a_phone() -> None:
    assert "without an API key" in whats(found(IN_A_BROWSER), "agent[1].reach")
    assert whats(found(IN_A_BROWSER, WINTER, **KEY), "agent[1].reach") == ""
    assert whats(found(IN_A_BROWSER, WINTER, **KEY), "TWILIO_API_KEY") == ""
    assert "no agent of the file" in whats(found(CONTRACT, WINTER, **KEY), "TWILIO_API_KEY")


@pytest.mark.parametrize("name", ["TWILIO_API_KEY", "TWILIO_APP_SID"])
def test_a_sid_of_another_thing_is_noticed(name: str) -> None:
    assert "32 characters follow" in whats(found(IN_A_BROWSER, WINTER, **KEY | {name: "AC" + "1" * 32}), name)


NOTICE = '[listening]\nnotice = { nl = "Een leidinggevende kan meeluisteren.", en = "A supervisor may listen." }\n'


def test_a_notice_without_a_supervisor_is_told_for_nothing() -> None:
    told = CONTRACT.replace("[[agent]]", f"{NOTICE}\n[[agent]]", 1)
    assert "and there is none" in whats(found(told), "listening.notice")
    assert not whats(found(told.replace('role = "agent"', 'role = "supervisor"', 1)), "listening.notice")


def test_a_list_names_agents_of_the_file() -> None:
    listed = '[degraded]\nring = ["anna", "anne"]\n[[agent]]'
    (told,) = [one for one in found(CONTRACT.replace("[[agent]]", listed, 1)) if one.where.startswith("degraded")]
    assert (told.severity, told.where) == ("warning", "degraded.ring[2]")
    assert told.what == "no agent of the file has the id 'anne'"
    assert told.remedy == "Did you mean anna"


def test_nobody_on_the_list_may_leave_a_language_unspoken() -> None:
    listed = '[degraded]\nring = ["anna"]\n[[agent]]'
    dutch = CONTRACT.replace("[[agent]]", listed, 1).replace(
        'languages = ["nl", "en"]\nskills', 'languages = ["nl"]\nskills'
    )
    assert "nobody on the list speaks en" in whats(found(dutch), "degraded.ring")
