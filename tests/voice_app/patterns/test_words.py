"""Words that rise are those of people, of several, and are neither names nor numbers."""

from voice_app.patterns.words import FEWEST_PEOPLE, Saying, rising, words_of


def said(words: str, people: range, language: str = "nl") -> list[Saying]:
    return [Saying(f"+3161000{who:04}", language, words) for who in people]


USUAL = said("vraag over de rekening van deze maand", range(300))


def test_a_word_that_many_use_this_week_alone_rises() -> None:
    week = [*said("vraag over de rekening", range(80)), *said("de storing in de straat", range(80, 110))]
    found = rising(week, USUAL, 3.0, ())
    assert {one.word for one in found} == {"storing", "straat"}
    (storing,) = (one for one in found if one.word == "storing")
    assert (storing.rise.now, storing.rise.before, storing.language) == (30, 0.0, "nl")


def test_one_person_who_says_it_a_hundred_times_is_one_person() -> None:
    week = [*said("vraag over de rekening", range(80)), *said("storing storing", range(1)) * 100]
    assert rising(week, USUAL, 3.0, ()) == ()


def test_fewer_than_three_people_make_no_word() -> None:
    few = said("glasvezel", range(FEWEST_PEOPLE - 1))
    assert rising(few, said("iets", range(9000)), 3.0, ()) == ()


def test_names_are_left_out_and_numbers_are_no_words() -> None:
    week = [*said("vraag over de rekening", range(80)), *said("Anna belde over 0612345678 en A4F", range(80, 120))]
    assert {one.word for one in rising(week, USUAL, 3.0, {"anna"})} == {"belde"}
    assert words_of("Op 12 mei 0612345678, X9 en l’été, 's-Gravenhage: €40") == {"mei", "été", "gravenhage"}


def test_languages_are_measured_each_by_itself() -> None:
    week = [*said("vraag over de rekening", range(80)), *said("storing", range(40), "fr")]
    assert rising(week, USUAL, 3.0, ()) == ()  # nobody spoke French before: no measure
