"""What somebody said, as words that can be compared: without case, accents and marks, and in whole words only.

Deliberately guesses no word that was not said.
"""

import re
import unicodedata


def plain(text: str) -> str:
    """Letters and figures only, without case and accents, a space before and after each word: so that one text is in
    another only where it was said in whole words."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = re.findall(r"\w+", bare.casefold())
    return f" {' '.join(words)} "
