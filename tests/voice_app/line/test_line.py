import tomllib
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.phrases import LANGUAGES
from routing.calendar import DaySpan
from voice_app.line import Line, load
from voice_app.line.values import SPOKEN, OnCall, write_duration
from voice_app.mistakes import Mistakes
from voice_app.numbers import Policy

SAMPLE = Path(__file__).parents[3] / "line.toml"

CONTRACT = """
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
holidays = "NL"

[[menu]]
key = "1"
need = "billing"
label = { nl = "een rekening", en = "a bill" }
words = { nl = ["rekening", "factuur"], en = ["bill", "invoice"] }

[waiting]
ring_agent = "15s"
offer_callback_after = "30s"
offer_callback_if_wait_over = "150s"
widen_after = ["20s", "60s"]
wrap_up = "30s"
longest_wait = "15m"
head_start = "3m"

[callback]
due_within = "24h"
call_between = "08:00-21:00"
attempts = 3
keep_free = "auto"
accept_later = false
missed_calls = false
allowed_countries = ["NL", "BE", "DE", "FR"]

[text]
sender = "+3197010200000"

[callers]
shared = ["+31201112222"]

[recording]
mode = "off"

[privacy]
keep_personal_data = "90d"

[[agent]]
id = "anna"
name = "Anna"
reach = "tel:+31612345678"
languages = ["nl", "en"]
skills = { billing = 3, technical = 1 }
role = "agent"
on_call = ["sat 16:00-21:00"]
pin = "4711"
"""

SMALLEST = """
[line]
number = "+31201234567"
name = "Voorbeeld"
languages = ["nl"]
timezone = "Europe/Amsterdam"
[hours]
[[menu]]
key = "1"
need = "billing"
label = { nl = "een rekening" }
"""


def raw() -> dict[str, Any]:
    return tomllib.loads(CONTRACT)


def mistaken(tables: Mapping[str, Any]) -> dict[str, str]:
    with pytest.raises(Mistakes) as caught:
        Line.from_dict(tables)
    return {mistake.where: f"{mistake.what}. {mistake.remedy}" for mistake in caught.value.all}


def test_the_line_of_the_contract_is_read_whole() -> None:
    line = Line.parse(CONTRACT)
    assert (line.number, line.name, line.fallback_number) == ("+31201234567", "Voorbeeld", "+31207654321")
    assert line.languages == ("nl", "en")
    assert line.timezone == ZoneInfo("Europe/Amsterdam")
    assert line.region == "NL"
    assert line.weekly_hours.days[0] == (DaySpan(9 * 60, 21 * 60),)
    assert line.weekly_hours.days[6] == (DaySpan(12 * 60, 17 * 60),)
    assert line.waiting.widen_after == (timedelta(seconds=20), timedelta(minutes=1))
    assert line.callback.due_within == timedelta(hours=24)
    assert line.callback.call_between == DaySpan(8 * 60, 21 * 60)
    own = frozenset({"+31201234567", "+31207654321", "+3197010200000"})
    assert line.policy == Policy(frozenset({"NL", "BE", "DE", "FR"}), own)
    assert line.is_shared("+31201112222")
    assert line.privacy.keep_personal_data == timedelta(days=90)
    (anna,) = line.agents
    assert (anna.id, anna.reach, anna.pin, dict(anna.skills)) == (
        "anna",
        "tel:+31612345678",
        "4711",
        {"billing": 3, "technical": 1},
    )
    assert anna.on_call == (OnCall(5, DaySpan(16 * 60, 21 * 60)),)
    (entry,) = line.menu
    assert entry.key == "1"
    assert entry is line.entry_of("billing")
    assert entry.label["en"] == "a bill"
    assert entry.words["nl"] == ("rekening", "factuur")


def test_what_is_left_out_is_as_the_contract_shows_it() -> None:
    smallest, contract = Line.parse(SMALLEST), Line.parse(CONTRACT)
    assert smallest.waiting == contract.waiting
    assert smallest.recording == contract.recording
    assert smallest.privacy == contract.privacy
    assert (
        smallest.callback.model_copy(update={"allowed_countries": contract.callback.allowed_countries})
        == contract.callback
    )
    assert smallest.policy.allowed_regions == {"NL"}
    assert smallest.agents == ()


def test_without_a_word_on_it_there_are_caps_and_no_alarms_go_out() -> None:
    smallest = Line.parse(SMALLEST)
    caps = smallest.caps
    assert (caps.promises_per_prefix, caps.dials_per_number) == (5, 3)
    assert (caps.dials_an_hour, caps.minutes_a_day) == (300, 3000)
    assert (smallest.alarms.text, smallest.alarms.email, smallest.alarms.webhook) == ((), (), None)
    assert not smallest.callback.voicemail


def test_a_shift_is_written_as_an_on_call_window_is() -> None:
    tables = raw()
    tables["agent"][0]["shifts"] = ["mon 09:00-17:00", "tue 09:00-17:00"]
    (anna,) = Line.from_dict(tables).agents
    assert anna.shifts == (OnCall(0, DaySpan(9 * 60, 17 * 60)), OnCall(1, DaySpan(9 * 60, 17 * 60)))


def test_the_sample_line_is_open_at_all_hours_and_has_a_choice_of_agents() -> None:
    line = load(SAMPLE)
    assert line.number == "+31201234567"
    assert line.weekly_hours.days == ((DaySpan(0, 24 * 60),),) * 7
    assert {agent.reach.partition(":")[0] for agent in line.agents} == {"tel", "client"}
    assert [agent.role for agent in line.agents].count("supervisor") == 1


def test_the_house_speaks_the_languages_that_it_has_phrases_for() -> None:
    assert set(SPOKEN) == set(LANGUAGES)


@pytest.mark.parametrize("text", [CONTRACT, SMALLEST, SAMPLE.read_text()], ids=["contract", "smallest", "sample"])
def test_a_version_on_the_ledger_is_the_line_again(text: str) -> None:
    line = Line.parse(text)
    again = Line.from_dict(line.as_dict())
    assert again == line
    assert again.digest == line.digest
    assert hash(again) == hash(line)
    assert again.as_dict() == line.as_dict()


def test_the_digest_tells_versions_apart_and_layouts_not() -> None:
    line = Line.parse(CONTRACT)
    assert Line.parse("# a word\n" + CONTRACT.replace('"24h"', '"1d"')).digest == line.digest
    assert Line.parse(CONTRACT.replace('"24h"', '"25h"')).digest != line.digest


def test_a_pin_is_not_printed() -> None:
    assert "4711" not in repr(Line.parse(CONTRACT))


def test_the_line_cannot_be_changed() -> None:
    line = Line.parse(CONTRACT)
    with pytest.raises(ValueError, match="frozen"):
        line.menu[0].need = "other"
    with pytest.raises(TypeError):
        line.menu[0].label["nl"] = "other"  # type: ignore[index]  # that it is no dict is what is tested


def test_holidays_are_dates_of_the_country_or_of_a_part_of_it() -> None:
    line = Line.parse(CONTRACT)
    assert line.holidays(date(2026, 12, 20), date(2027, 1, 2)) == {
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2027, 1, 1),
    }
    assert Line.parse(SMALLEST).holidays(date(2026, 1, 1), date(2026, 12, 31)) == frozenset()
    epiphany = date(2027, 1, 6)
    assert epiphany in Line.parse(CONTRACT.replace('"NL"\n', '"DE-BY"\n')).holidays(epiphany, epiphany)
    assert epiphany not in Line.parse(CONTRACT.replace('"NL"\n', '"DE"\n')).holidays(epiphany, epiphany)


def change(*path: str | int) -> Callable[[Any], dict[str, Any]]:
    """The contract's tables with another value at a path."""

    def to(value: Any) -> dict[str, Any]:
        tables = deepcopy(raw())
        inner: Any = tables
        for part in path[:-1]:
            inner = inner.setdefault(part, {}) if isinstance(inner, dict) else inner[part]
        inner[path[-1]] = value
        return tables

    return to


MISTAKES = [
    (change("line", "number")("0201234567"), "line.number", "E.164"),
    (change("line", "number")("+3120123456"), "line.number", "every digit"),
    (change("line", "number")(31201234567), "line.number", "text in quotes"),
    (change("line", "name")(" "), "line.name", "1 to 100 characters"),
    (change("line", "languages")(["nl", "xx"]), "line.languages[2]", "no language of ours"),
    (change("line", "languages")(["nl-BE"]), "line.languages[1]", "Write nl: Belgians are"),
    (change("agent", 0, "languages")(["fr-CH"]), "agent[1].languages[1]", "a language and a country"),
    (change("line", "languages")([]), "line.languages", "at least 1"),
    (change("line", "languages")(["nl", "nl"]), "line.languages", "twice"),
    (change("line", "languages")("nl"), "line.languages", "list"),
    (change("line", "timezone")("Europe/Amsterdm"), "line.timezone", "Did you mean Europe/Amsterdam"),
    (change("line", "timezone")("../../etc/passwd"), "line.timezone", "no time zone"),
    (change("line", "timezone")("Europe"), "line.timezone", "no time zone"),
    (change("line", "timezone")(""), "line.timezone", "no time zone"),
    (change("line", "fallback_number")("+31201234567"), "line.fallback_number", "itself"),
    (change("line", "nmae")("x"), "line.nmae", "Did you mean name"),
    (change("wating")({}), "wating", "Did you mean waiting"),
    (change("line")("x"), "line", "table"),
    (change("hours", "mon")(["9:00-21:00"]), "hours.mon[1]", "09:00-17:30"),
    (change("hours", "mon")(["21:00-09:00"]), "hours.mon[1]", "before it begins"),
    (change("hours", "mon")(["09:00-09:00"]), "hours.mon[1]", "before it begins"),
    (change("hours", "mon")(["09:00-24:01"]), "hours.mon[1]", "after the day"),
    (change("hours", "mon")(["12:00-17:00", "09:00-12:01"]), "hours.mon", "overlap"),
    (change("hours", "mon")("09:00-21:00"), "hours.mon", "list"),
    (change("hours", "monday")([]), "hours.monday", "Did you mean mon"),
    (change("hours", "holidays")("Holland"), "hours.holidays", "ISO 3166"),
    (change("hours", "holidays")("ZZ"), "hours.holidays", "ISO 3166"),
    (change("hours", "holidays")("DE-XX"), "hours.holidays", "ISO 3166"),
    (change("menu")([]), "menu", "at least 1"),
    (
        change("menu")([raw()["menu"][0] | {"key": str(i), "need": f"n{i}"} for i in (1, 2, 3, 4, 5, 5)]),
        "menu",
        "at most 5",
    ),
    (change("menu", 0, "key")("6"), "menu[1].key", "none of '1', '2', '3', '4' or '5'"),
    (change("menu", 0, "key")(1), "menu[1].key", "none of"),
    (change("menu", 0, "need")("Big Bill"), "menu[1].need", "small letters"),
    (change("menu", 0, "label")({"nl": "een rekening"}), "menu[1].label.en", "missing"),
    (change("recording", "question")({"nl": "Mag dit?"}), "recording.question.en", "missing"),
    (change("recording", "mode")("always"), "recording.mode", ""),
    (change("menu", 0, "label", "ne")("x"), "menu[1].label.ne", "no language of ours"),
    (change("menu", 0, "words", "nl")(["a", "a"]), "menu[1].words.nl", "twice"),
    (change("menu", 0, "kee")("1"), "menu[1].kee", "Did you mean key"),
    (change("menu")(raw()["menu"] * 2), "menu[2].key", "menu[1] too"),
    (change("waiting", "ring_agent")("0s"), "waiting.ring_agent", "a second or more"),
    (change("waiting", "ring_agent")(15), "waiting.ring_agent", "text in quotes"),
    (change("waiting", "ring_agent")("1.5m"), "waiting.ring_agent", "no duration"),
    (change("waiting", "ring_agent")("15 s"), "waiting.ring_agent", "no duration"),
    (change("waiting", "ring_agent")("999999999d"), "waiting.ring_agent", "ten years"),
    (change("waiting", "widen_after")(["60s", "20s"]), "waiting.widen_after", "shortest first"),
    (change("waiting", "widen_after")(["60s"]), "waiting.widen_after[2]", "missing"),
    (change("callback", "call_between")("21:00-08:00"), "callback.call_between", "before it begins"),
    (change("callback", "attempts")(0), "callback.attempts", "at least 1"),
    (change("callback", "attempts")("3"), "callback.attempts", "whole number"),
    (change("callback", "attempts")(True), "callback.attempts", "whole number"),
    (change("callback", "keep_free")(-1), "callback.keep_free", '"auto"'),
    (change("callback", "keep_free")("some"), "callback.keep_free", '"auto"'),
    (change("callback", "keep_free")(True), "callback.keep_free", '"auto"'),
    (change("callback", "accept_later")("yes"), "callback.accept_later", "true or false"),
    (change("callback", "voicemail")("yes"), "callback.voicemail", ""),
    (change("caps", "dials_per_number")(0), "caps.dials_per_number", ""),
    (change("caps", "minutes_a_day")("60"), "caps.minutes_a_day", ""),
    (change("alarms", "text")(["0612345678"]), "alarms.text[1]", "E.164"),
    (change("alarms", "email")(["supervisor"]), "alarms.email[1]", "supervisor@example.org"),
    (change("alarms", "sender")("a b@example.org"), "alarms.sender", "e-mail"),
    (change("alarms", "webhook")("ftp://example.org"), "alarms.webhook", "https"),
    (change("callback", "allowed_countries")(["nl"]), "callback.allowed_countries[1]", "capitals"),
    (change("callback", "allowed_countries")([]), "callback.allowed_countries", "at least 1"),
    (change("callback", "denied_prefixes")(["31970"]), "callback.denied_prefixes[1]", "like +31970"),
    (change("callback", "denied_prefixes")(["+0"]), "callback.denied_prefixes[1]", "like +31970"),
    (change("callback", "denied_prefixes")(["+31", "+31"]), "callback.denied_prefixes", "twice"),
    (change("text", "sender")("Gehoor"), "text.sender", "E.164"),
    (change("callers", "shared")(["+31"]), "callers.shared[1]", "E.164"),
    (change("recording", "mode")("on"), "recording.mode", "none of 'off' or 'ask'"),
    (change("agent", 0, "id")("Anna!"), "agent[1].id", "small letters"),
    (change("agent", 0, "reach")("+31612345678"), "agent[1].reach", "tel:+31"),
    (change("agent", 0, "reach")("tel:0612345678"), "agent[1].reach", "E.164"),
    (change("agent", 0, "reach")("sip:anna"), "agent[1].reach", "sip:name@host"),
    (change("agent", 0, "reach")("sip:" + "a" * 300 + "@x"), "agent[1].reach", "254"),
    (change("agent", 0, "reach")("client:"), "agent[1].reach", "client:name"),
    (change("agent", 0, "reach")("tel:+31201234567"), "agent[1].reach", "itself"),
    (change("agent", 0, "languages")([]), "agent[1].languages", "at least 1"),
    (change("agent", 0, "skills", "billing")(4), "agent[1].skills.billing", "at most 3"),
    (change("agent", 0, "skills", "billing")(0), "agent[1].skills.billing", "at least 1"),
    (change("agent", 0, "role")("boss"), "agent[1].role", "none of"),
    (change("agent", 0, "on_call")(["saturday 16:00-21:00"]), "agent[1].on_call[1]", "weekday"),
    (change("agent", 0, "pin")("12"), "agent[1].pin", "4 to 8 digits"),
    (change("agent", 0, "pin")(4711), "agent[1].pin", "quotes"),
    (change("agent")(raw()["agent"] * 2), "agent[2].reach", "agent[1] too"),
]


@pytest.mark.parametrize(
    ("tables", "where", "words"), MISTAKES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_mistake_is_told_by_its_path_with_a_remedy(tables: dict[str, Any], where: str, words: str) -> None:
    assert words in mistaken(tables)[where]


def test_all_mistakes_are_told_at_once() -> None:
    tables = raw()
    tables["line"] |= {"timezone": "Mars", "languages": ["nl", "en", "fr"]}
    tables["hours"]["mon"] = ["x"]
    tables["menu"].append({"key": "1", "need": "billing", "label": {"nl": "x"}})
    tables["agent"].append({"id": "anna"})
    tables["extra"] = 1
    assert set(mistaken(tables)) == {
        "line.timezone",
        "hours.mon[1]",
        "menu[1].label.fr",
        "menu[2].label.en",
        "menu[2].label.fr",
        "menu[2].key",
        "menu[2].need",
        "agent[2].id",
        "agent[2].name",
        "agent[2].reach",
        "agent[2].languages",
        "agent[2].skills",
        "extra",
    }


def test_an_empty_file_lacks_its_sections() -> None:
    assert set(mistaken({})) == {"line", "hours", "menu"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*raw()]), json_values))
def test_whatever_stands_in_a_file_is_a_line_or_mistakes(tables: dict[str, Any]) -> None:
    assert mistaken({**raw(), "line": None, **tables} if "line" not in tables else tables)


@pytest.mark.parametrize("text", ["[line", "a = 1\na = 2", "\x00"])
def test_a_file_that_is_not_toml_is_one_mistake(text: str) -> None:
    with pytest.raises(Mistakes) as caught:
        Line.parse(text)
    assert [mistake.where for mistake in caught.value.all] == ["the file"]


def test_a_file_that_cannot_be_read_is_one_mistake(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"\xff")
    for path in (tmp_path / "nowhere.toml", tmp_path, tmp_path / "latin.toml"):
        with pytest.raises(Mistakes) as caught:
            load(path)
        assert [mistake.where for mistake in caught.value.all] == [str(path)]


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=1), "1s"),
        (timedelta(seconds=150), "150s"),
        (timedelta(minutes=15), "15m"),
        (timedelta(hours=36), "36h"),
        (timedelta(days=90), "90d"),
    ],
)
def test_a_duration_is_written_in_the_largest_unit_that_fits(length: timedelta, text: str) -> None:
    assert write_duration(length) == text
