"""Whatever a caller or a colleague says or is called is shown as text: nothing runs, and no browser complains."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from carrier.phone import Phone
from tests.journeys.world import World
from tests.pages.desk.conftest import Desks
from tests.pages.visitors import signed_in
from voice_app.context import Contact, Context, CustomerShown, SentOn
from voice_app.desk import looking
from voice_app.readable import readable
from voice_app.runtime import Runtime

MARK = "window.__pwned=1"
PAYLOADS = (
    f"<script>{MARK}</script>",
    f"<img src=x onerror={MARK}>",
    f"<svg onload={MARK}>",
    f"<svg><script>{MARK}</script></svg>",
    f'"><script>{MARK}</script>',
    f"'><img src=x onerror={MARK}>",
    f"</textarea><script>{MARK}</script>",
    f"</title><script>{MARK}</script>",
    f"</style><script>{MARK}</script>",
    f"<iframe srcdoc='<script>parent.{MARK}</script>'></iframe>",
    f"<a href=javascript:{MARK}>x</a>",
    f"<details open ontoggle={MARK}>",
    f"<body onload={MARK}>",
    f"<input autofocus onfocus={MARK}>",
    f"<video><source onerror={MARK}></video>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={MARK}>",
    f"<form action=javascript:{MARK}><button>x</button></form>",
    f"<button hx-on:click='{MARK}' hx-get='/desk' hx-trigger='load'>x</button>",
    f"<div hx-on::load='{MARK}' data-hx-get='/' data-hx-trigger='load[{MARK}]'>x</div>",
    "<hx-partial hx-target='body' hx-swap='innerHTML'>gone</hx-partial>",
    "<template hx type=partial hx-target=body>gone</template>",
    "<div id=desk hx-swap-oob=true>gone</div>",
    "<div id=desk>gone</div><div id=main>gone</div>",
    f"{{{{ 7*7 }}}} ${{{MARK}}} #{{{MARK}}} <%= {MARK} %>",
    "{% raw %}{{ config }}{% endraw %}",
    "\u202eevil\u202c \u2066x\u2069 \u200f\u061c",
    "a\u0000b\u0007c\u001b[31md\u0085e",
    "line one\nline two\r\nline three\u2028four",
    "\u0301\u0302\u0303" * 60 + "zalgo",
    "👩‍👩‍👧‍👦🏳️‍🌈🤷🏽‍♀️" * 12,
    "漢字 العربية עברית हिन्दी",
    "&lt;script&gt;&amp;&#x27;&quot;",
    "<!-- --><![CDATA[ ]]>",
    "';!--\"<XSS>=&{()}",
    "javascript:/*--></title></style></textarea></script></xmp><svg/onload='+/\"/+/onmouseover=1/+/[*/[]/+alert(1)//'>",
    "%3Cscript%3E%00%0d%0a",
    "\ufeff\ufffd\U000e0041",
    "event: out\ndata: {}\n\n",
    "x" * 4000,
    "unbroken" * 500,
)
WATCH = """
window.reports = [];
document.addEventListener("securitypolicyviolation", (event) => window.reports.push(event.violatedDirective));
"""


def filled(context: Context, *words: str) -> Context:
    """A conversation in which every field that somebody else supplies says this."""
    word = words[0]
    at = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    return context.model_copy(
        update={
            "name": word,
            "customer": CustomerShown(id=word, name=word, details={word: word}, link=None),
            "entered": words,
            "contacts": tuple(
                Contact(at=at, kind="call", need=None, agent_name=word, disposition="resolved", note=word)
                for word in words[:5]
            ),
            "sent_on": SentOn(by="bram", by_name=word, note=word, need_before=word, mode="cold", at=at),
        }
    )


class Tags(HTMLParser):
    """The elements of a page with their attributes' names, in order: what a payload would change if it were markup."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(f"{tag} {' '.join(name for name, _ in attrs)}")


def tags(page: str) -> list[str]:
    parser = Tags()
    parser.feed(page)
    return parser.found


class Said:
    """What every conversation says from now on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.words: tuple[str, ...] = ("harmless",)
        real = looking.context_under
        monkeypatch.setattr(
            looking, "context_under", lambda *known: (found := real(*known)) and filled(found, *self.words)
        )


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    return Said(monkeypatch)


def ringing(world: World) -> Phone:
    (anna,) = world.signs_on("anna")
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    anna.rings()
    return caller


def test_no_payload_becomes_markup(world: World, house: Runtime, app: Flask, said: Said) -> None:
    caller = ringing(world)
    desk = signed_in(house, app, "anna")
    harmless = tags(desk.get("/desk").text)

    for payload in PAYLOADS:
        said.words = (payload,)
        assert tags(desk.get("/desk").text) == harmless, payload
    caller.hangs_up()


def test_nothing_runs_and_the_browser_reports_nothing(world: World, desks: Desks, said: Said) -> None:
    anna, _ = world.signs_on("anna", "bram")
    context = desks.context("anna")
    context.add_init_script(WATCH)
    page = desks.open_in(context)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    said.words = PAYLOADS
    anna.accepts()
    caller = ringing(world)
    anna.is_talking_to(caller)
    expect(page.locator("#desk")).to_have_attribute("data-stage", "talking")

    shown = page.locator(".entered li").all_text_contents()
    assert [text.strip() for text in shown] == [as_html_has_it(payload) for payload in PAYLOADS]
    for payload in PAYLOADS:
        page.locator("textarea[id^=note-]").fill(payload)
    page.reload()
    harmless(page)

    caller.hangs_up()
    world.passes("1s")
    expect(page.locator("#desk")).to_have_attribute("data-stage", "wrapping_up")
    harmless(page)
    assert dialogs == []


def harmless(page: Page) -> None:
    page.mouse.move(300, 300)
    assert page.evaluate("window.__pwned") is None
    assert page.evaluate("window.reports") == []
    assert page.locator("#desk").count() == page.locator("#main").count() == 1


def as_html_has_it(text: str) -> str:
    """A browser reads every end of a line as one."""
    return readable(text).replace("\r\n", "\n").replace("\r", "\n").strip()
