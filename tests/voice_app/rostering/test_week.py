"""A week as a form shows it, and what is wrong with one."""

import pytest

from voice_app.rostering.week import MOST, Stretch, read, week_of, windows_of

WINDOWS = ["mon 09:00-12:30", "mon 13:00-17:00", "sat 22:00-24:00"]


def form_of(windows: list[str], kind: str = "shifts") -> dict[str, str]:
    form: dict[str, str] = {}
    for day in week_of(windows):
        for n, one in enumerate(day.shown):
            form |= {f"{kind}-{day.name}-{n}-from": one.start, f"{kind}-{day.name}-{n}-to": one.shown_end}
    return form


def test_what_is_shown_and_sent_back_is_the_same() -> None:
    assert windows_of(read(form_of(WINDOWS), "shifts")) == WINDOWS
    assert windows_of(read(form_of(WINDOWS, "on_call"), "shifts")) == []


def test_each_day_has_room_for_one_more_unless_it_is_full() -> None:
    monday, tuesday, *_ = week_of(WINDOWS)
    assert [one.start for one in monday.shown] == ["09:00", "13:00", ""]
    assert tuesday.shown == (Stretch("", ""),)
    full = week_of([f"mon 0{n}:00-0{n}:30" for n in range(MOST)])[0]
    assert len(full.shown) == MOST


def test_tuesday_to_friday_may_be_as_monday_is() -> None:
    week = read(form_of(["mon 09:00-17:00", "tue 10:00-11:00", "sat 10:00-11:00"]), "shifts", as_monday=True)
    assert windows_of(week) == [
        *(f"{day} 09:00-17:00" for day in ("mon", "tue", "wed", "thu", "fri")),
        "sat 10:00-11:00",
    ]


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("09:00", "", "half"),
        ("", "17:00", "half"),
        ("17:00", "09:00", "backwards"),
        ("09:00", "09:00", "backwards"),
        ("9", "17:00", "no_time"),
        ("09:61", "17:00", "no_time"),
        ("09:00", "25:00", "no_time"),
        ("٠٩:00", "17:00", "no_time"),
        ("09:00", "00:00", None),
        ("09:00", "17:00", None),
    ],
)
def test_what_is_wrong_with_a_stretch(start: str, end: str, wrong: str | None) -> None:
    (monday, *_) = read({"shifts-mon-0-from": start, "shifts-mon-0-to": end}, "shifts")
    assert monday.wrong == wrong
    assert monday.stretches[0] == Stretch(start, end)


def test_stretches_that_overlap_are_told() -> None:
    form = form_of(["mon 09:00-12:00"]) | {"shifts-mon-1-from": "11:00", "shifts-mon-1-to": "13:00"}
    assert read(form, "shifts")[0].wrong == "overlap"
    assert read(form, "shifts", as_monday=True)[1].wrong == "overlap"
