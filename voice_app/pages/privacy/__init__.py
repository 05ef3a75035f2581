"""The room of privacy: what is kept, one person by number, who looked at what."""

from voice_app.pages.privacy import looking, overview, person

PAGES = (*overview.PAGES, *person.PAGES, *looking.PAGES)
