"""`python -m tests.fuzzing TARGET -runs=100000`: atheris makes up bytes for one target, or for `any_of_them`.

It looks which lines of ours they reach, and tries what reaches new ones. What makes the target raise is printed, and
its bytes are left in a file (`-artifact_prefix=…`): an `@example` of `test_targets.py`, once it is mended. All options
are libFuzzer's.
"""

import sys
from importlib import import_module

import atheris

OURS = ["voice_app", "flows", "tests.fuzzing.targets"]


def main() -> None:
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=OURS):
        targets = import_module("tests.fuzzing.targets")
    atheris.Setup(sys.argv, targets.any_of_them if name == "any_of_them" else targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
