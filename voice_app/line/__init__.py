"""The line file: read, judged, explained. `line` is the whole as one value; the others are its parts and its judges."""

from voice_app.line.line import Line, load

__all__ = ["Line", "load"]
