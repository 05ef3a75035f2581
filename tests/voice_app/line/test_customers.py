"""The table of customers: which addresses may stand there, and what `check` says of them."""

from datetime import timedelta
from typing import Any

import pytest

from tests.journeys.lines import line_of
from tools.stage import settings_of_the_stage
from voice_app.customers.directory import link_to
from voice_app.ledger.customers import Customer
from voice_app.line import Line
from voice_app.line.customers import of_customers
from voice_app.mistakes import Mistakes

LINK = "https://crm.example/customers/{id}"
LOOK_UP = "https://crm.example/whose-phone"


def mistaken(**customers: Any) -> list[str]:
    with pytest.raises(Mistakes) as caught:
        line_of(customers=customers)
    return [mistake.where for mistake in caught.value.all]


def test_without_the_table_nobody_is_asked_and_nothing_opened() -> None:
    customers = line_of().customers
    assert (customers.link, customers.lookup_url, customers.lookup_within) == (None, None, timedelta(seconds=1.5))


def test_the_line_is_the_same_when_it_has_been_written_and_read() -> None:
    line = line_of(customers={"link": LINK, "lookup_url": LOOK_UP, "lookup_within": "700ms", "lookup_lasts": "1h"})
    assert line.customers.lookup_within == timedelta(milliseconds=700)
    assert Line.from_dict(line.as_dict()) == line


@pytest.mark.parametrize(
    "address", [LOOK_UP, "http://127.0.0.1:8080/ask?key=1", "http://localhost/", "http://[::1]:80/"]
)
def test_an_address_is_https_or_on_this_machine(address: str) -> None:
    assert line_of(customers={"lookup_url": address}).customers.lookup_url == address


BAD = [
    "",
    "crm.example",
    "http://crm.example/ask",
    "http://127.0.0.1.evil.example/",
    "http://localhost@evil.example/",
    "https://user:password@crm.example/",
    "ftp://crm.example/",
    "file:///etc/passwd",
    "javascript:alert(1)//{id}",
    "https://",
    "https://crm.example:port/",
    "https://[::1/",
    "https://crm.example/a b",
    "https://crm.example/\r\nX: 1",
    "https://crm.example\\@evil.example/",
    "//crm.example/",
    12,
    ["https://crm.example/"],
]


@pytest.mark.parametrize("address", [*BAD, "https://crm.example/{phone}", "https://crm.example/#there"])
def test_no_other_is_asked(address: Any) -> None:
    assert mistaken(lookup_url=address) == ["customers.lookup_url"]


@pytest.mark.parametrize(
    "address", [*BAD, "https://{id}.example/", "https://crm.example/{id}/{name}", "https://crm.example/{"]
)
def test_no_other_is_opened(address: Any) -> None:
    assert mistaken(link=address) == ["customers.link"]


@pytest.mark.parametrize("within", ["", "0ms", "6s", "5001ms", "1.5s", "1m", 2, "1500"])
def test_a_look_up_takes_five_seconds_at_most(within: Any) -> None:
    assert mistaken(lookup_within=within) == ["customers.lookup_within"]


def test_check_says_what_cannot_work() -> None:
    def found(env: dict[str, str], **customers: str) -> list[str]:
        line = line_of(customers=customers)
        return [finding.where for finding in of_customers(line.customers, settings_of_the_stage(env))]

    token = {"CUSTOMERS_TOKEN": "a-token-of-the-customers"}
    assert found({}) == []
    assert found({}, link="https://crm.example/customers") == ["customers.link"]
    assert found({}, lookup_url=LOOK_UP) == ["customers.lookup_url"]
    assert found(token) == ["CUSTOMERS_TOKEN"]
    assert found(token, lookup_url=LOOK_UP, link=LINK) == []


@pytest.mark.parametrize(
    ("id_", "link"),
    [
        ("K1023", "https://crm.example/customers/K1023"),
        ("a/b?c#d&e", "https://crm.example/customers/a%2Fb%3Fc%23d%26e"),
        ('"><script>', "https://crm.example/customers/%22%3E%3Cscript%3E"),
        ("Zoë 1", "https://crm.example/customers/Zo%C3%AB%201"),
        ("{id}", "https://crm.example/customers/%7Bid%7D"),
        ("..", None),
        (".", None),
        ("row-0123456789abcdef", None),
    ],
)
def test_an_id_stays_within_its_place_in_the_link(id_: str, link: str | None) -> None:
    assert link_to(line_of(customers={"link": LINK}), Customer(id_, "Anna")) == link
