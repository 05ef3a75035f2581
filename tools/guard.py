"""Sees to it that what we started ends with us, even where we are killed and end nothing ourselves.

A shell waits at the end of a pipe that only we hold. It is told when its charge has ended in order; where the pipe just
breaks, it does what it was left with. Deliberately watches nobody: who ends by itself is its owner's to notice.
"""

import subprocess
from typing import Any

WAIT = "read -r _ || { %s; }"
"""`read` fails at the end of its input: nobody is there any more to write a line."""
KILL_GROUP = 'kill -s KILL -- "-$1"'
END = 'kill -s TERM "$1"'


class Guard:
    """Runs `script`, with `arguments` as `$1`, `$2`, …, once this process is gone; `dismiss` it before that.

    `user`: as whom, in the words of `subprocess.Popen`.
    """

    def __init__(self, script: str, *arguments: object, **user: Any) -> None:
        self._shell = subprocess.Popen(
            ["sh", "-c", WAIT % script, "guard", *map(str, arguments)],
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # whoever kills our whole group is one more reason for it to be there
            **user,
        )

    def dismiss(self) -> None:
        """Its charge has ended; may be told twice."""
        if self._shell.poll() is None:
            self._shell.communicate(b"\n")
