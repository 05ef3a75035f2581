"""What texts ask for: a table of bodies as people write them, and that nothing else is ever taken for a wish."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.facts import Window
from flows.replies import At, Now, Other, Stop, Thanks, read_reply
from flows.reply_words import LANGUAGES, lexicon
from tests.flows.sample import AMSTERDAM, NOW

MONDAY, TUESDAY, WEDNESDAY = 23, 24, 25
NEXT_MONDAY = 30
"""Days of November 2026; it is Monday, eleven o'clock in Amsterdam."""


def listed(bodies: str) -> list[str]:
    return bodies.split("|")


STOPS = listed(
    "STOP|stop!|Nee|nee dank u|Afzeggen svp|annuleren|Niet meer nodig|het hoeft niet meer|bel me niet meer|laat maar"
    "|no|No, thank you|Cancel|please cancel|Don't call me|no longer needed|UNSUBSCRIBE|never mind"
    "|non|Non merci|plus besoin|Annulez s'il vous plaît|ne me rappelez pas|arrêt"
    "|Nein|nein danke|Abbrechen|nicht mehr nötig|Bitte absagen|Kein Rückruf"
)
NOWS = listed(
    "NU|bel nu|Bel me nu terug aub|zo snel mogelijk|ik kan nu|now|Call me now please|ASAP|as soon as possible"
    "|maintenant|Rappelez-moi maintenant svp|tout de suite|jetzt|Rufen Sie mich jetzt an|sofort bitte"
)
THANKED = listed(
    "bedankt|Dank u wel!|ok|👍|thanks a lot|yes|merci beaucoup|d’accord|vielen Dank|Alles klar, danke|START"
)
OTHERS = listed(
    "|hallo|graag|10|10-12|10.11|31/2 10:00|25:00|om 99 uur|…|🙂|bel me|call me back|Mijn modem is stuk|wie is dit?"
    "|niet morgen|nu niet|niet nu bellen|not tomorrow|not now|pas demain|pas maintenant|nicht vor 10|jetzt nicht"
    "|maandag 24 november 10:00"
    "|morgen of overmorgen|om 10 of 11 uur|vandaag om 9|om 9 uur|vanochtend om 9|van 16 tot 14"
    "|tussen 14:00 en 13:00|na 3 dagen|na de middag|half drie|'s avonds om 12|morgen kan ik niet|stop niet"
    "|niet annuleren|don't cancel|the 24th at 10|bel 0612345678 morgen om 10|morgen 10 uur of nu"
    "|do call me at 3|zo om 10 uur|so um 15 Uhr|call me about order 10|ja morgen om 10 of 11"
)

TIMES = {
    "morgen 10 uur": (TUESDAY, "10:00-11:00"),
    "Kan het morgen om 10 uur?": (TUESDAY, "10:00-11:00"),
    "Kunt u mij morgen tussen 14:00 en 16:00 terugbellen aub": (TUESDAY, "14:00-16:00"),
    "na 15u": (MONDAY, "15:00-18:00"),
    "liever na 17.30 uur": (MONDAY, "17:30-18:30"),
    "tussen 14 en 16": (MONDAY, "14:00-16:00"),
    "14:00-16:00": (MONDAY, "14:00-16:00"),
    "morgen 10-12": (TUESDAY, "10:00-12:00"),
    "van 2 tot 4": (MONDAY, "14:00-16:00"),
    "vanavond": (MONDAY, "18:00-22:00"),
    "vanavond na 7": (MONDAY, "19:00-22:00"),
    "’s middags om 3": (MONDAY, "15:00-16:00"),
    "morgenochtend": (TUESDAY, "08:00-12:00"),
    "morgen vroeg": (TUESDAY, "08:00-12:00"),
    "overmorgen 's avonds 8 uur": (WEDNESDAY, "20:00-21:00"),
    "dinsdagmiddag": (TUESDAY, "12:00-18:00"),
    "wo ochtend": (WEDNESDAY, "08:00-12:00"),
    "half 3": (MONDAY, "14:30-15:30"),
    "kwart voor 4": (MONDAY, "15:45-16:45"),
    "over een uur": (MONDAY, "12:00-13:00"),
    "over 30 minuten": (MONDAY, "11:30-12:30"),
    "voor 12 uur": (MONDAY, "11:00-12:00"),
    "morgen voor 12 uur": (TUESDAY, "08:00-12:00"),
    "24/11 10:30": (TUESDAY, "10:30-11:30"),
    "24 november om 10:30": (TUESDAY, "10:30-11:30"),
    "24-11-2026 om 9 uur": (TUESDAY, "09:00-10:00"),
    "dinsdag 24 november 16:00": (TUESDAY, "16:00-17:00"),
    "mercredi 25 novembre entre 14:00 et 16:00": (WEDNESDAY, "14:00-16:00"),
    "2026-11-25 10:00": (WEDNESDAY, "10:00-11:00"),
    "09:00": (TUESDAY, "09:00-10:00"),
    "9 uur morgen": (TUESDAY, "09:00-10:00"),
    "om 3": (MONDAY, "15:00-16:00"),
    "maandag 9 uur": (NEXT_MONDAY, "09:00-10:00"),
    "tomorrow after 3pm": (TUESDAY, "15:00-18:00"),
    "at 11am tomorrow": (TUESDAY, "11:00-12:00"),
    "Tomorrow at noon, please": (TUESDAY, "12:00-13:00"),
    "tonight at 8": (MONDAY, "20:00-21:00"),
    "between 2 and 4 pm": (MONDAY, "14:00-16:00"),
    "9 to 10 p.m.": (MONDAY, "21:00-22:00"),
    "11 to 1pm": (MONDAY, "11:00-13:00"),
    "Could you call me on Tuesday morning?": (TUESDAY, "08:00-12:00"),
    "half past 3": (MONDAY, "15:30-16:30"),
    "in 2 hours": (MONDAY, "13:00-14:00"),
    "the day after tomorrow at 10": (WEDNESDAY, "10:00-11:00"),
    "November 24th, 2:30 pm": (TUESDAY, "14:30-15:30"),
    "demain matin": (TUESDAY, "08:00-12:00"),
    "entre 14h et 16h": (MONDAY, "14:00-16:00"),
    "de 14h à 16h": (MONDAY, "14:00-16:00"),
    "Rappelez-moi demain à 10h30 s’il vous plaît": (TUESDAY, "10:30-11:30"),
    "mercredi après-midi": (WEDNESDAY, "12:00-18:00"),
    "le 24 novembre à 14h30": (TUESDAY, "14:30-15:30"),
    "après 15h": (MONDAY, "15:00-18:00"),
    "ce soir à 7 heures": (MONDAY, "19:00-20:00"),
    "3 heures et demie": (MONDAY, "15:30-16:30"),
    "jusqu’à 16h": (MONDAY, "11:00-16:00"),
    "dans une demi-heure": (MONDAY, "11:30-12:30"),
    "Dienstag um 9": (TUESDAY, "09:00-10:00"),
    "Dienstagnachmittag": (TUESDAY, "12:00-18:00"),
    "zwischen 14 und 16 Uhr": (MONDAY, "14:00-16:00"),
    "am Mittwoch ab 15 Uhr": (WEDNESDAY, "15:00-18:00"),
    "morgen früh": (TUESDAY, "08:00-12:00"),
    "heute Abend bitte": (MONDAY, "18:00-22:00"),
    "übermorgen 10 Uhr": (WEDNESDAY, "10:00-11:00"),
    "24.11. um 10 Uhr": (TUESDAY, "10:00-11:00"),
    "halb 4": (MONDAY, "15:30-16:30"),
    "Viertel nach 3": (MONDAY, "15:15-16:15"),
    "in einer Stunde": (MONDAY, "12:00-13:00"),
}


def read(body: str, language: str = "nl", now: datetime = NOW) -> object:
    return read_reply(body, language, now, AMSTERDAM)


@pytest.mark.parametrize("body", STOPS)
def test_no_callback_is_wanted(body: str) -> None:
    assert [read(body, language) for language in LANGUAGES] == [Stop()] * 4


@pytest.mark.parametrize("body", NOWS)
def test_the_callback_is_wanted_now(body: str) -> None:
    assert [read(body, language) for language in LANGUAGES] == [Now()] * 4


@pytest.mark.parametrize("body", THANKED)
def test_nothing_is_wanted(body: str) -> None:
    assert read(body) == Thanks()


@pytest.mark.parametrize("body", OTHERS)
def test_what_could_mean_two_things_or_is_not_in_the_book_is_for_a_person(body: str) -> None:
    assert read(body) == Other()


@pytest.mark.parametrize("body", TIMES)
def test_another_time_is_wanted(body: str) -> None:
    day, hours = TIMES[body]
    begins, ends = (datetime.fromisoformat(f"2026-11-{day} {hour}") for hour in hours.split("-"))
    wanted = Window(*(at.replace(tzinfo=AMSTERDAM).astimezone(UTC) for at in (begins, ends)))
    assert read(body) == At(wanted)


def test_days_are_cut_short_in_the_person_s_own_language_only() -> None:
    assert read("Tue 10 am", "en") == read("Dienstag 10 Uhr", "de")
    assert read("Tue 10 am", "de") == Other()


def test_half_3_is_half_past_two_but_not_to_the_british() -> None:
    assert read("half 3", "de") == read("halb 3", "de") == read("14:30", "de")
    assert read("half 3", "en") == Other()


def test_an_hour_that_is_past_is_tomorrow_s() -> None:
    assert read("14:00", now=NOW + timedelta(hours=5)) == read("morgen 14:00")


def test_an_evening_that_is_nearly_over_is_no_time() -> None:
    assert read("vanavond", now=datetime(2026, 11, 23, 20, 45, tzinfo=UTC)) == Other()


def test_a_time_is_a_wall_clock_s_on_the_day_on_which_it_is_changed() -> None:
    """In the night to 29 March 2026 the clock goes from two to three."""
    eve = datetime(2026, 3, 28, 20, tzinfo=UTC)
    wanted = Window(datetime(2026, 3, 29, 8, tzinfo=UTC), datetime(2026, 3, 29, 9, tzinfo=UTC))
    assert read("morgen 10 uur", now=eve) == At(wanted)


BOOK = sorted({" ".join(words) for language in LANGUAGES for words in lexicon(language)})
BODIES = st.text(max_size=200) | st.lists(
    st.sampled_from(BOOK) | st.integers(0, 99).map(str) | st.sampled_from(["14:30", "24/11", "29.2.", "31-12-99", "-"]),
    max_size=7,
).map(" ".join)
INSTANTS = st.integers(0, 50_000).map(lambda hours: NOW + timedelta(hours=hours))


@given(BODIES, st.sampled_from(LANGUAGES), INSTANTS)
def test_whatever_is_texted_it_is_read_as_one_of_five_things(body: str, language: str, now: datetime) -> None:
    reply = read_reply(body, language, now, AMSTERDAM)
    assert isinstance(reply, Stop | Now | At | Thanks | Other)
    if isinstance(reply, At):
        assert reply.window.from_at >= now
        assert reply.window.from_at < reply.window.to_at <= reply.window.from_at + timedelta(hours=24)


@given(BODIES, st.sampled_from(["niet", "not", "ne", "nicht", "kein", "sauf", "behalve", "nooit", "modem"]))
def test_no_wish_for_a_time_is_read_past_a_word_that_is_not_in_the_book(body: str, stranger: str) -> None:
    assert not isinstance(read(f"{body} {stranger}"), At | Now)
