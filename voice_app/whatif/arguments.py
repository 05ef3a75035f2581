"""The arguments of the command `whatif`, apart from it: who asks for help, or for another command, waits for no chart.

Deliberately judges none of them: `command` and `scenario` do.
"""

import argparse
import os
from pathlib import Path
from typing import Final

TO_STDOUT: Final = "-"
"""What `--json` says without a file."""


def describe(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("scenario", type=Path, help="a scenario file; docs/whatif.md describes it")
    parser.add_argument(
        "--json", nargs="?", const=TO_STDOUT, metavar="FILE", help="all figures as JSON, to a file, or alone to stdout"
    )
    parser.add_argument("--picture", type=Path, metavar="FILE", help="charts as .svg or .png")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="processes to run in (default: one per CPU)"
    )
    parser.add_argument("--replications", type=int, help="instead of the file's")
    parser.add_argument("--seed", type=int, help="instead of the file's")
    parser.add_argument(
        "--agents-for",
        metavar="SHARE/WITHIN[/NEED]",
        help="how many agents are needed, as in 0.8/20s",
    )
    parser.add_argument("--like", metavar="AGENT", help="which agents --agents-for is to have more of, or fewer")
    parser.add_argument(
        "--learn", action="append", default=[], metavar="NEED[:LEVEL[:COUNT]]", help="what if so many more learn it"
    )
    parser.add_argument(
        "--add-agents",
        action="append",
        default=[],
        metavar="AGENT[:COUNT]",
        help="what if there were more like it",
    )
