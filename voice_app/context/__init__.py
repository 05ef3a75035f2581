"""What an agent should know of a conversation, before it and in it: asked of the person never, looked up once."""

from voice_app.context.shown import Context, SentOn
from voice_app.context.work import context_of

__all__ = ["Context", "SentOn", "context_of"]
