"""Which complaints are read, and in which order: by the rule that stands above it, and by nothing else."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from voice_app.digest.complaints import LONGEST, MOST, MOST_OF_A_KIND, ORDER, choose
from voice_app.ledger.complaints import Complaint, Kind

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def said(kind: Kind, who: str, *, minutes: int = 0, score: int | None = None, words: str | None = None) -> Complaint:
    return Complaint(
        kind, who, NOON + timedelta(minutes=minutes), "billing", score, words or f"{who} heeft nog altijd niets gehoord"
    )


def test_by_what_went_wrong_then_by_the_lowest_score_then_the_newest() -> None:
    these = (
        said("text", "e"),
        said("unresolved", "d"),
        said("not_helped", "b", score=2, minutes=9),
        said("not_helped", "c", score=1),
        said("broken", "f", minutes=1),
        said("broken", "g", minutes=2),
        said("returns", "a"),
    )
    assert [one.who for one in choose(these)] == ["c", "b", "a", "g", "f", "d", "e"]


def test_of_one_person_what_comes_first() -> None:
    assert [one.kind for one in choose((said("text", "a"), said("not_helped", "a", score=1)))] == ["not_helped"]


def test_what_several_said_in_the_same_words_is_read_once() -> None:
    same = ("Wacht op de monteur", "wacht  op de Monteur", "Wacht nog op de monteur")
    these = [said("unresolved", str(n), minutes=-n, words=words) for n, words in enumerate(same)]
    assert [one.who for one in choose(these)] == ["0", "2"]


def test_a_single_word_says_nothing_and_a_long_story_is_cut_at_a_word() -> None:
    assert choose((said("text", "a", words="bedankt"),)) == ()
    (cut,) = choose((said("text", "a", words="woord " * 200),))
    assert len(cut.words) <= LONGEST + 2
    assert cut.words.endswith("woord …")


def test_numbers_in_them_are_masked() -> None:
    (one,) = choose((said("text", "a", words="Bel 06 12345678 terug"),))
    assert one.words == "Bel …78 terug"


def test_no_kind_takes_all_the_room_while_others_have_something_to_say() -> None:
    many = [said("unresolved", f"u{n}") for n in range(40)]
    few = [said("text", f"t{n}") for n in range(5)]
    kinds = [one.kind for one in choose((*many, *few))]
    assert (kinds.count("unresolved"), kinds.count("text")) == (MOST - 5, 5)
    kinds = [one.kind for one in choose((*many, *(said("text", f"t{n}") for n in range(40))))]
    assert kinds.count("text") >= MOST_OF_A_KIND


@given(st.lists(st.tuples(st.sampled_from(ORDER), st.integers(0, 15), st.sampled_from([None, 1, 2])), max_size=60))
def test_always_twenty_at_most_one_of_each_person_and_in_order(given: list[tuple[Kind, int, int | None]]) -> None:
    these = [said(kind, str(who), minutes=n, score=score) for n, (kind, who, score) in enumerate(given)]
    chosen = choose(these)
    assert len(chosen) == min(MOST, len({one.who for one in these}))
    assert len({one.who for one in chosen}) == len(chosen)
    assert [ORDER.index(one.kind) for one in chosen] == sorted(ORDER.index(one.kind) for one in chosen)
