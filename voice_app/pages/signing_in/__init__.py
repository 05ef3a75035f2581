"""The pages by which somebody gets in and out again: sign-in, invitation, second factor, the own account.

Deliberately decides nothing about passwords and sessions: `voice_app.accounts` does.
"""
