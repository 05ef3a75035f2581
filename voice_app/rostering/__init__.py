"""Who works on the line, changed while it runs: each edit is a version of the line, and holds at the next call.

Deliberately shows nothing: the pages do; and knows no password and no session: `voice_app.accounts` does.
"""
