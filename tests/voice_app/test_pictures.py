"""Charts are drawn without a network, by the ending of the file's name."""

from pathlib import Path

from voice_app.pictures import bars, below_each_other, lines, save

ROWS = [
    {"hour": hour, "need": need, "mean": level, "low": level - 0.1, "high": level + 0.1}
    for need, levels in (("billing", (0.5, 0.8)), ("technical", (0.7, 0.6)))
    for hour, level in zip(("09", "10"), levels, strict=True)
]


def test_a_picture_holds_its_charts_as_vectors_and_as_pixels(tmp_path: Path) -> None:
    picture = below_each_other(
        [
            lines(ROWS, x="hour", y="mean", colour="need", title="By hour", share=True, low="low", high="high"),
            bars(ROWS, x="hour", y="mean", colour="need", title="Side by side", low="low", high="high"),
            bars(ROWS[:2], x="hour", y="mean", title="Alone"),
        ],
        "A day",
    )

    save(picture, tmp_path / "day.svg")
    save(picture, tmp_path / "day.png")

    drawn = (tmp_path / "day.svg").read_text()
    assert all(title in drawn for title in ("A day", "By hour", "Side by side", "Alone", "technical"))
    assert (tmp_path / "day.png").read_bytes().startswith(b"\x89PNG")
