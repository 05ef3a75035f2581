"""Each edit makes a line of a line; what was filled in wrongly is told by path, as of a file."""

from datetime import date

import pytest

from tests.journeys.lines import line_of
from voice_app.editing.edits import Entry, need_for, stretch, with_menu, with_prompts, with_sections, with_week
from voice_app.line import Line
from voice_app.mistakes import Mistakes

RAW = line_of().as_dict()


def wrong(raw: dict[str, object]) -> list[str]:
    with pytest.raises(Mistakes) as found:
        Line.from_dict(raw)
    return [mistake.where for mistake in found.value.all]


@pytest.mark.parametrize(
    ("from_", "to", "written"),
    [("09:00", "17:00", "09:00-17:00"), ("18:00", "00:00", "18:00-24:00"), ("", "", ""), ("09:00", "", "09:00-")],
)
def test_two_times_are_a_stretch(from_: str, to: str, written: str) -> None:
    assert stretch(from_, to) == written


def test_a_week_is_written_anew() -> None:
    line = Line.from_dict(with_week(RAW, {"mon": ["09:00-12:00", "13:00-17:00"]}, "NL"))
    assert [len(day) for day in line.weekly_hours.days] == [2, 0, 0, 0, 0, 0, 0]
    assert line.holiday_name(date(2026, 12, 25)) is not None
    assert Line.from_dict(with_week(RAW, {}, "")).hours.holidays is None


def test_a_stretch_that_is_none_is_told_at_its_day() -> None:
    assert wrong(with_week(RAW, {"tue": ["17:00-09:00"], "wed": ["09:00-"]}, "")) == ["hours.tue[1]", "hours.wed[1]"]


def test_a_menu_stands_in_the_order_of_its_places() -> None:
    entries = [
        Entry("1", "billing", {"nl": "een rekening", "en": "a bill"}, {}, place=2),
        Entry("2", "", {"nl": "Een verhuizing", "en": "moving house"}, {"nl": ("verhuizen",)}, place=1),
        Entry("3", "", {"nl": "", "en": " "}, {}, place=3),
    ]
    line = Line.from_dict(with_menu(RAW, entries))
    assert [(entry.key, entry.need) for entry in line.menu] == [("2", "een-verhuizing"), ("1", "billing")]
    assert line.menu[0].words["nl"] == ("verhuizen",)


def test_a_label_that_is_too_long_or_missing_is_told_by_its_place() -> None:
    entries = [Entry("1", "billing", {"nl": "x" * 101, "en": ""}, {})]
    assert {"menu[1].label.en", "menu[1].label.nl"} <= set(wrong(with_menu(RAW, entries)))


def test_what_no_form_shows_stays() -> None:
    """Labels, words, reasons and wordings in languages that the line does not speak at this moment."""
    shown = {"nl": "een factuur", "en": "an invoice"}
    line = Line.from_dict(with_menu(RAW, [Entry("1", "invoices", shown, {"nl": (), "en": ()}, was="billing")]))
    assert line.menu[0].label["fr"] == "une facture"
    assert line.menu[0].label["nl"] == "een factuur"
    assert dict(line.menu[0].words) == {}
    raw = with_prompts(RAW, {"soon": {"fr": "Bientôt."}})
    assert with_prompts(raw, {"soon": {"nl": "Zo meteen."}})["prompts"] == {
        "soon": {"fr": "Bientôt.", "nl": "Zo meteen."}
    }
    noticed = with_sections(RAW, {"listening": {"notice": {"fr": "On écoute.", "nl": "x", "en": "y"}}})
    kept = with_sections(noticed, {"listening": {"notice": {"nl": "z", "en": "y"}}})
    assert kept["listening"]["notice"] == {"fr": "On écoute.", "nl": "z", "en": "y"}
    assert with_sections(kept, {"listening": {"notice": None}})["listening"] == {}


def test_a_need_is_named_after_its_label() -> None:
    assert need_for({"nl": "  Één rekening? ", "en": "a bill"}) == "een-rekening"
    assert need_for({"fr": "", "en": "A new address!"}) == "a-new-address"
    assert need_for({}) == ""


def test_keys_of_sections_are_replaced_and_taken_out() -> None:
    edited = with_sections(RAW, {"waiting": {"wrap_up": "1m"}, "text": {"sender": None}})
    line = Line.from_dict(edited)
    assert line.waiting.wrap_up.total_seconds() == 60
    assert line.waiting.ring_agent == line_of().waiting.ring_agent
    assert line.text.sender is None
