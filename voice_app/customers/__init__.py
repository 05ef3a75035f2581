"""Who calls: the firm's own customers, by a file or by asking its program, and how sure we are of it.

Nobody who calls ever waits for any of it. Deliberately guesses nobody: a phone that several customers have names none.
"""
