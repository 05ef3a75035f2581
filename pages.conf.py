"""How the process of the pages is served: `gunicorn --config pages.conf.py` (Procfile).

A process of its own, because a sign-in takes as long as ten webhooks, and each open desk holds a thread for its stream.
Deliberately knows nothing of the application but where it is made.
"""

import os
from typing import Any

from voice_app.start import begin

wsgi_app = "voice_app.pages:create_pages()"
bind = f"0.0.0.0:{os.environ.get('PAGES_PORT') or int(os.environ.get('PORT') or 8000) + 1}"
reuse_port = True  # two of everything may run at once, and the pages of both have one address
worker_class = "gthread"
workers = 1
threads = 256  # one for each open desk, and some for what is asked meanwhile
graceful_timeout = 5  # a stream is never done: whoever looks is connected again by the next process
control_socket_disable = True

NICENESS = 5


def post_fork(_: Any, __: Any) -> None:
    """Callers first: on a busy machine whoever signs in waits for those who answer calls, not the other way round."""
    os.nice(NICENESS)


def on_starting(_: Any) -> None:
    """Refuse to start with a mistake in the environment or the line file: exit code 2, before any worker is born."""
    begin("pages")


def when_ready(server: Any) -> None:
    """Say where: gunicorn does not, where each worker opens the socket for itself."""
    server.log.info("Each worker listens at: http://%s", bind)
