"""What is worth a sentence, and in which order."""

from voice_app.ledger.turnings import Turned
from voice_app.patterns.findings import (
    ComeBack,
    Finding,
    Missed,
    NeedRises,
    NotUnderstood,
    TooFewThere,
    WronglyChosen,
    findings,
)
from voice_app.patterns.heat import Cell
from voice_app.patterns.rises import Rise

RISE = Rise(60, 20.0, 0.0)
CELL = Cell(0, 9, days=4, calls=60, gave_up=14, ready=8.0)


def of(**given: object) -> tuple[Finding, ...]:
    nothing = {"turned": (), "chosen": {}, "mischosen": {}, "heat": (), "needs": {}, "misses": {}, "boomerangs": 0}
    return findings(**(nothing | given))  # type: ignore[arg-type]  # each as it is asked for


def test_nothing_is_found_in_nothing() -> None:
    assert of() == ()


def test_what_was_chosen_wrongly_often_enough() -> None:
    turned = (Turned("moving", "billing", 34), Turned("billing", "moving", 9), Turned(None, "billing", 50))
    assert of(turned=turned, chosen={"moving": 340, "billing": 800}) == (WronglyChosen("moving", "billing", 34, 340),)
    assert of(turned=turned[:1], chosen={"moving": 5000}) == ()


def test_callers_whom_the_menu_did_not_understand() -> None:
    assert of(mischosen={"key": 40, "words": 9, "silence": 11}, chosen={None: 400}) == (NotUnderstood("key", 40, 400),)


def test_the_hour_in_which_most_gave_up() -> None:
    busier = Cell(1, 9, days=4, calls=200, gave_up=20, ready=20.0)
    assert of(heat=(CELL, busier, Cell(2, 9, days=4, calls=8, gave_up=4))) == (TooFewThere(CELL),)


def test_the_most_people_concerned_come_first() -> None:
    found = of(needs={"billing": RISE}, misses={"capped": 1, "not_reached": 4}, boomerangs=7, heat=(CELL,))
    assert found == (NeedRises("billing", RISE), TooFewThere(CELL), ComeBack(7), Missed("not_reached", 4, 5))
    assert of(misses={"capped": 2}) == ()
