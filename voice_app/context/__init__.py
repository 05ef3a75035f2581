"""What an agent should know of a conversation, before it and in it: asked of the person never, looked up once."""

from voice_app.context.shown import Contact, Context, CustomerShown, Known, SentOn, Verifying
from voice_app.context.work import context_of, context_under

__all__ = ["Contact", "Context", "CustomerShown", "Known", "SentOn", "Verifying", "context_of", "context_under"]
