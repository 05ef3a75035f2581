"""What goes wrong again and again: when too few are there, what rises, what is chosen wrongly, who comes back."""

from voice_app.patterns.gathering import Patterns, heat_of, patterns_of
from voice_app.patterns.stretch import MOST_WEEKS, USUAL_WEEKS, Stretch, stretch_of

__all__ = ["MOST_WEEKS", "USUAL_WEEKS", "Patterns", "Stretch", "heat_of", "patterns_of", "stretch_of"]
