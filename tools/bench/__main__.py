"""`make bench`: every benchmark of this folder in turn, or those that are named (`python -m tools.bench dispatch`).

A benchmark is a module with a `main()` that prints its figures and their baseline. One at a time, each in a process
of its own: what one leaves in memory must not be counted as another's. Options are handed on: `--quick` asks for few
turns, `--pictures DIR` for a picture of whatever has one.
"""

import pkgutil
import subprocess
import sys

from tools import bench


def main() -> int:
    all_of_them = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name != "__main__")
    first_option = next((n for n, word in enumerate(sys.argv) if word.startswith("--")), len(sys.argv))
    asked, options = sys.argv[1:first_option] or all_of_them, sys.argv[first_option:]
    if unknown := sorted(set(asked) - set(all_of_them)):
        print(f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(all_of_them)}", file=sys.stderr)
        return 2
    failed = []
    for name in asked:
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"tools.bench.{name}", *options], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nFailed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
