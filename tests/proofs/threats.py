"""What people try: the rows of `docs/threats.md`, in an operator's words."""

from tests.proofs.rows import Threat

THREATS = (
    Threat(
        "T1",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T2",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T3",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T4",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T5",
        attack="Many dial at once, silently and for long, with made-up numbers, so that nobody else gets through.",
        answer=(
            "Of one phone two calls at most, and five minutes in the menu. Beyond `[callers] most_live` callers "
            "who are in the menu or wait (1,000), whoever comes is offered a callback and let go: no wait, no speech "
            "recognition. A process that has had no free moment for 2 s asks new callers to call again, and hears out "
            "those on the line. `[callers] refused` lists numbers that are not answered, and so not billed. The alarm "
            "`too_busy` is raised within 40 s."
        ),
        remains=(
            "A flood costs what its answered minutes cost: refuse its numbers, and ask the carrier to stop it. Many "
            "lines to the same callers, and the carrier's own limits, are not ours to widen."
        ),
    ),
    Threat(
        "T6",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T7",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T8",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T9",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T10",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T11",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T12",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T13",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T14",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T15",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T16",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T17",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T18",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T19",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T20",
        attack="A package that the service is built upon is replaced, or a version of it turns out to be vulnerable.",
        answer="Every package is pinned with hashes, and installed only if they agree; npm runs no install scripts. "
        "`make audit` asks each week and before each release, and fails where it could not ask. What is in an image, "
        "and under which licence, is listed.",
        remains="An audit knows what was published. Between the publication and your next weekly audit a vulnerable "
        "version runs; base images are pinned by tag and not by digest.",
    ),
    Threat(
        "T21",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T22",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T23",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T24",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
    Threat(
        "T25",
        attack="to be written",
        answer="to be written",
        remains="to be written",
        untested="to be written",
    ),
)
