"""The room of what-if: a question about one day, how far it is, and what came of it."""

from voice_app.pages.what_if import asking, shown

PAGES = (*asking.PAGES, *shown.PAGES)
