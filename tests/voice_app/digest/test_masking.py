"""Numbers and addresses of people are masked in their words; years, prices and house numbers stay."""

import pytest

from voice_app.digest.masking import masked


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Bel me op 06 12 34 56 78, graag", "Bel me op …78, graag"),
        ("+31 (0)6-12345678.", "…78."),
        ("0031612345678", "…78"),
        ("020/555.12.34 of 1234567", "…34 of …67"),
        ("mail naar jan.de-vries@example.co.nl!", "mail naar …@…!"),
        ("Kerkstraat 112, sinds 2024, € 49,95 en 12 juni", "Kerkstraat 112, sinds 2024, € 49,95 en 12 juni"),
        ("contract 123456", "contract 123456"),
        ("", ""),
    ],
)
def test_what_nobody_needs_to_read(words: str, left: str) -> None:
    assert masked(words) == left
