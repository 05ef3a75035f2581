"""What breaks, who attacks, and which tests prove what happens then: `docs/faults.md` and `docs/threats.md`.

A test says so itself, by `@pytest.mark.fault("F12")` or `@pytest.mark.threat("T3")`; the rows say it in an operator's
words (`faults`, `threats`); `python -m tests.proofs` writes the two pages from both, and `tests/house/test_proofs.py`
holds them to it: no row without a test, no mark without a row, no page that tells something else.
"""
