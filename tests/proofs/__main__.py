"""`python -m tests.proofs`: writes the two pages anew."""

from tests.proofs.pages import PAGES, ROOT

for page in PAGES:
    (ROOT / page.file).write_text(page.text())
