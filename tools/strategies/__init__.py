"""How others share calls out, by what their sources and manuals say, to be run on the same floor as our own policy.

Their best settings are taken where they have several. A phone is picked up at once; nobody refuses.
"""
