"""Copies what the pages bring to the browser from `node_modules` to where they are served, and compresses it, with
what is our own, once.

Deliberately bundles nothing: each package ships a file that a browser can read.
"""

import shutil
import sys
from pathlib import Path

from voice_app.pages.assets import STATIC, compress

FROM = Path(__file__).parents[1] / "node_modules"
TO = STATIC / "vendor"

FILES = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "htmx-sse.js": "htmx.org/dist/ext/hx-sse.min.js",
    "twilio-voice.js": "@twilio/voice-sdk/dist/twilio.min.js",
}
"""What it is called here, and where its package has it."""


def copy() -> None:
    """Put every file in its place, afresh. Raises OSError where a package lacks one."""
    shutil.rmtree(TO, ignore_errors=True)
    TO.mkdir(parents=True)
    for name, source in FILES.items():
        shutil.copyfile(FROM / source, TO / name)
    compress()


if __name__ == "__main__":
    copy()
    sys.exit()
