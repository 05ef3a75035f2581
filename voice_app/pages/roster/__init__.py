"""The roster's pages, for supervisors: who works here, who can do what, one agent, coming in, leaving.

Read the form, ask the use case, say what came of it. Deliberately decides nothing: `voice_app.rostering` and
`voice_app.accounts` do.
"""

from voice_app.pages.roster import adding, changing, going, people, person, skills, ways_in

PAGES = (
    *people.PAGES,
    *skills.PAGES,
    *adding.PAGES,
    *person.PAGES,
    *changing.PAGES,
    *ways_in.PAGES,
    *going.PAGES,
)
