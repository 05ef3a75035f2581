"""The one browser of a test process: a second one of Playwright's kind cannot run beside it.

And how long a page is waited for, in all tests: patience costs nothing where all is well.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tools.chromium import ARGUMENTS, CHROMIUM

PATIENCE = 30_000
"""Milliseconds; as long as Playwright itself waits for what is to be clicked. A page shows within one second what it
shows, on a machine with nothing else to do; one that builds has much else to do."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: no page was looked at")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
