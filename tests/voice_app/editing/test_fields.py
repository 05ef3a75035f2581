"""The fields of a form are the keys that the line file declares, each filled in as its kind is."""

import pytest

from voice_app.editing.fields import Field, fields_of, split_duration

SECTIONS = (
    "waiting",
    "routing",
    "callback",
    "caps",
    "text",
    "follow_up",
    "alarms",
    "listening",
    "recording",
    "privacy",
)


def field(path: str) -> Field:
    section, key = path.split(".")
    return next(one for one in fields_of(section) if one.key == key)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_of_a_section_has_a_field(section: str) -> None:
    assert fields_of(section)
    assert all(one.path == f"{section}.{one.key}" for one in fields_of(section))


def test_a_kind_is_read_off_the_declaration() -> None:
    assert field("waiting.wrap_up") == Field("waiting", "wrap_up", "duration", "30s")
    assert field("waiting.widen_after") == Field("waiting", "widen_after", "durations", ["20s", "1m"], count=2)
    assert field("routing.levels") == Field("routing", "levels", "switch", True)
    assert field("callback.attempts").kind == "number"
    assert field("callback.call_between") == Field("callback", "call_between", "span", "08:00-21:00")
    assert field("callback.keep_free") == Field("callback", "keep_free", "text", "auto")
    assert field("callback.denied_prefixes").kind == "texts"
    assert field("follow_up.mode") == Field("follow_up", "mode", "choice", "off", ("off", "ask"))
    assert (field("listening.notice").kind, field("listening.notice").default) == ("by_language", None)
    assert field("alarms.sender") == Field("alarms", "sender", "text", None)


def test_what_is_no_table_has_no_fields() -> None:
    with pytest.raises(KeyError):
        fields_of("menu")
    with pytest.raises(KeyError):
        fields_of("no_such_table")


@pytest.mark.parametrize(
    ("text", "split"), [("30s", ("30", "s")), ("24h", ("24", "h")), ("soon", ("soon", "s")), ("", ("", "s"))]
)
def test_a_duration_is_a_number_and_a_unit(text: str, split: tuple[str, str]) -> None:
    assert split_duration(text) == split
