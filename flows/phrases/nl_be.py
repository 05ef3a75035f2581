"""What Belgians say otherwise in Dutch; all else is as in `nl`."""

from dataclasses import replace

from flows.phrases import nl

PHRASES = {
    "time_ask": "Wanneer past het voor u?",
    "customer_busy": "Het nummer was bezet. Dag.",
    "text_unreached": "{name}: we belden u {count} keer en troffen u niet. Bel ons op {line} wanneer het u past.",
}

CLOCK = replace(
    nl.CLOCK,
    parts={
        **dict.fromkeys(range(6, 12), "’s morgens"),
        **dict.fromkeys(range(13, 18), "in de namiddag"),  # "’s middags" is at noon
    },
)
