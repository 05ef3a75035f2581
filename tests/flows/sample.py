"""A line, an hour and some people that the tests of the flows share."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flows.facts import AgentFacts, Line, MenuEntry, Promised, Wait, Window
from flows.thread import Step, Thread
from flows.verbs import Ring

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""A Monday, eleven in the morning in Amsterdam."""

MENU = tuple(
    MenuEntry(key, need, dict(zip(("nl", "en", "fr", "de"), labels, strict=True)), words)
    for key, need, labels, words in (
        (
            "1",
            "billing",
            ("een rekening", "a bill", "une facture", "eine Rechnung"),
            {"nl": ("rekening", "factuur"), "en": ("bill", "invoice")},
        ),
        (
            "2",
            "fault",
            ("een storing", "a fault", "une panne", "eine Störung"),
            {"nl": ("storing", "geen internet"), "en": ("fault", "outage")},
        ),
        (
            "3",
            "moving",
            ("een verhuizing", "moving house", "un déménagement", "ein Umzug"),
            {"nl": ("verhuizing",), "en": ("moving house",)},
        ),
        (
            "4",
            "order",
            ("een bestelling", "an order", "une commande", "eine Bestellung"),
            {"nl": ("bestelling",), "en": ("order",)},
        ),
        (
            "5",
            "contract",
            ("uw contract", "your contract", "votre contrat", "Ihr Vertrag"),
            {"nl": ("contract", "storing contract"), "en": ("cancel",)},
        ),
    )
)
LINE = Line("Voorbeeld", ("nl", "en"), MENU, AMSTERDAM)

PROMISED = Promised("p1", "billing", NOW + timedelta(hours=28, minutes=10), "0612345678", own_number=True, texted=True)
WINDOWS = (
    Window(NOW + timedelta(hours=3), NOW + timedelta(hours=5)),
    Window(NOW + timedelta(hours=22), NOW + timedelta(hours=24)),
)
BUSY = Wait(3, timedelta(0), timedelta(minutes=2), timedelta(minutes=5), may_offer=True)
RING = Ring(
    "r1",
    "tel:+31612345678",
    timedelta(seconds=15),
    whisper=Step("whisper", Thread("nl", subject="r1")),
    then=Step("rang", Thread("nl", subject="r1")),
)
ANNA = AgentFacts("anna", "Anna", "nl", "signed_out")
