"""The digest in the line file: an hour, addresses, a language, and whether people's words leave the house."""

from datetime import time

import pytest

from tests.journeys.lines import line_of
from voice_app.line import Line
from voice_app.line.digest import of_digest
from voice_app.mistakes import Mistakes
from voice_app.settings import Settings


def settings(**env: str) -> Settings:
    return Settings.from_env(env, "release")


def test_a_line_without_it_sends_nothing_and_says_nothing_out_of_doors() -> None:
    daily = line_of().daily
    assert (daily.at, daily.to, daily.language, daily.own_words) == (time(7), (), None, False)


def test_it_is_written_again_as_it_was_read() -> None:
    line = line_of(digest={"at": "06:45", "to": ["boss@example.org"], "language": "fr", "own_words": True})
    assert line.daily.at == time(6, 45)
    assert Line.from_dict(line.as_dict()) == line
    assert line.as_dict()["digest"]["at"] == "06:45"


@pytest.mark.parametrize(
    ("digest", "where"),
    [
        ({"at": "7 uur"}, "digest.at"),
        ({"at": "24:00"}, "digest.at"),
        ({"to": ["boss"]}, "digest.to[1]"),
        ({"to": ["a@example.org", "a@example.org"]}, "digest.to"),
        ({"language": "es"}, "digest.language"),
        ({"own_words": "yes"}, "digest.own_words"),
        ({"send_to": []}, "digest.send_to"),
    ],
)
def test_a_mistake_is_told_by_its_place(digest: dict[str, object], where: str) -> None:
    with pytest.raises(Mistakes) as found:
        line_of(digest=digest)
    assert [mistake.where for mistake in found.value.all] == [where]


def test_what_cannot_leave_or_leaves_for_good_is_warned_of() -> None:
    line = line_of(digest={"to": ["boss@example.org"], "own_words": True})
    warned = [finding.where for finding in of_digest(line.daily, line.alarms, settings())]
    assert warned == ["digest.to", "digest.own_words"]
    mail = {"SMTP_URL": "smtp://mail.example.org"}
    complete = line_of(digest={"to": ["boss@example.org"]}, alarms={"sender": "line@example.org"})
    assert [*of_digest(complete.daily, complete.alarms, settings(**mail))] == []
    nobody = line_of(digest={"own_words": True})
    assert [finding.where for finding in of_digest(nobody.daily, nobody.alarms, settings())] == ["digest.own_words"]
