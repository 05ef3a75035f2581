"""A busy line to measure: its processes, the carrier with its callers and agents, and what both of them met."""
