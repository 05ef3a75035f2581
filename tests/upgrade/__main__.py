"""`python -m tests.upgrade`: the snapshot of this release, for both engines."""

import sys
import tempfile
from pathlib import Path

from tests.upgrade.snapshots import write

with tempfile.TemporaryDirectory() as folder:
    for file in write(Path(folder)):
        sys.stdout.write(f"{file}\n")
