from datetime import UTC, datetime

import pytest

from routing.alarms import Rule
from tests.journeys.lines import line_of
from voice_app import alarm_words
from voice_app.ledger import AlarmId
from voice_app.ledger.alarms import Alarm
from voice_app.ledger.timeline import Code

NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
LINE = line_of()
DUE = "2026-03-03T11:00:00+00:00"


def alarm(count: int = 0, rule: Rule = Rule.PROMISE_AT_RISK, **data: Code) -> Alarm:
    return Alarm(AlarmId(f"A{count}"), rule.value, f"P{count}", "no_capacity", data, NOW, NOW, None, None, None)


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_rule_has_its_sentence(rule: Rule, count: int, language: str) -> None:
    line = line_of(line={"languages": [language, *{"nl", "en"} - {language}]})
    said = alarm_words.sentence(line, [alarm(number, rule) for number in range(count)])
    assert said.startswith("Voorbeeld: ")
    assert "{" not in said
    assert len(said) <= 160


def test_a_sentence_says_what_it_is_about_and_by_when() -> None:
    said = alarm_words.sentence(LINE, [alarm(need="billing", due_by=DUE)])
    assert said.endswith("Over een rekening. Uiterlijk dinsdag 3 maart 12:00.")
    assert alarm_words.sentence(LINE, [alarm(need="moving")]).endswith("Over moving.")


def test_of_many_the_first_deadline_counts() -> None:
    later = "2026-03-03T12:00:00+00:00"
    said = alarm_words.sentence(LINE, [alarm(1, due_by=later), alarm(2, due_by=DUE), alarm(3)])
    assert said.startswith("Voorbeeld: 3 terugbelbeloften")
    assert said.endswith("De eerste uiterlijk dinsdag 3 maart 12:00.")


def test_a_letter_and_a_document_name_a_hundred_and_count_the_rest() -> None:
    told = [alarm(count, due_by=DUE) for count in range(1234)]
    letter = alarm_words.letter(LINE, told, "https://desk.example")
    assert letter.count("\n- ") == 100
    assert "- https://desk.example/promises/P0, dinsdag 3 maart 12:00, no_capacity\n" in letter
    assert "… en nog 1134." in letter
    assert "https://desk.example/alarms" in letter
    document = alarm_words.document(LINE, told, "https://desk.example")
    assert (document["count"], len(document["alarms"])) == (1234, 100)
    assert document["alarms"][0]["raised_at"] == "2026-03-02T11:00:00Z"
    assert document["alarms"][0]["data"] == {"due_by": "2026-03-03T11:00:00Z"}
