"""Copies what the pages bring to the browser from `node_modules` to where they are served, and compresses it once.

Deliberately bundles nothing: each package ships a file that a browser can read. What is our own lies in
`voice_app/pages/static` and is served from there.
"""

import shutil
import sys
from pathlib import Path

from whitenoise.compress import Compressor

ROOT = Path(__file__).parents[1]
FROM = ROOT / "node_modules"
TO = ROOT / "voice_app/pages/static/vendor"

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
    compressor = Compressor(quiet=True)
    for name, source in FILES.items():
        shutil.copyfile(FROM / source, TO / name)
        list(compressor.compress(str(TO / name)))


if __name__ == "__main__":
    copy()
    sys.exit()
