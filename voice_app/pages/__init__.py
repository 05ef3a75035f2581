"""The pages: sign-in, the agents' desk, and what a supervisor does there. A process of their own (`pages.conf.py`).

Deliberately makes no decision: a page shows what the use cases know, and asks them for what a person wants.
"""

from voice_app.pages.app import create_pages

__all__ = ["create_pages"]
