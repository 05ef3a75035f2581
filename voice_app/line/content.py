"""The line as it is kept for good. Deliberately without PINs: they are nobody's business tomorrow, and stay in the
file."""

from typing import Any

from voice_app.line import Line


def content_of(line: Line) -> dict[str, Any]:
    """The tables of a file that means this line, defaults written out; `Line.from_dict` reads them again."""
    content = line.as_dict()
    return content | {"agent": [{k: v for k, v in agent.items() if k != "pin"} for agent in content.get("agent", [])]}
