"""How the web process is served: read by `gunicorn` when it is started in this folder (Procfile).

Threads, not an event loop, because one webhook is one short run of blocking code, and because gthread lost no
request when a worker was killed. Deliberately knows nothing of the application but where it is made.
"""

import os
from typing import Any

from voice_app.start import begin

wsgi_app = "voice_app.app:create_app()"
bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = 16
graceful_timeout = 25  # of the 30 s that a process has to obey SIGTERM
control_socket_disable = True  # two of everything may run at once in this folder


def on_starting(_: Any) -> None:
    """Refuse to start with a mistake in the environment or the line file: exit code 2, before any worker is born."""
    begin("web")
