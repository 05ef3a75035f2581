"""A small Twilio on loopback: REST, signed hooks, a TwiML player and people on phones.

It imports nothing of the service it carries; the two meet over HTTP or WSGI only.
"""
