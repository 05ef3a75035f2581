"""The ledger kept twice: a copy while it is written to, and what it means to begin again from one.

    python -m voice_app backup --output FILE        any time, beside the running service
    python -m voice_app restore FILE                while nothing of the service runs

`taking` makes a copy, `laying_back` puts one in the place of the ledger, `again` does to it what must be done before
anybody trusts it. Deliberately knows no schedule and no place: a host has a timer, and somewhere else to keep files.
"""
