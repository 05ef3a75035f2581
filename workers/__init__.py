"""Keeping promises: the processes that dial, text, reconcile and keep time. The only ones that speak REST."""
