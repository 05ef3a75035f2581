"""The ledger as each release left it: small, made up, of nobody; and that what comes after can go on from it.

`python -m tests.upgrade` writes the snapshot of the schema as it is now, for both engines, before that release is
tagged. A snapshot that was released is never written anew.
"""
