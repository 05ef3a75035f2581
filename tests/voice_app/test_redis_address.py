"""The forms in which the address of a Redis may be written, and what is said of one that cannot be used."""

import pytest

from tests.voice_app.test_settings import GOOD, mistaken
from voice_app.redis_address import Address
from voice_app.settings import Settings

SENTINEL = "redis+sentinel://house:pass%40word@s1,s2:26380,[::1]:26381/mymaster/2?sentinel_password=canary-other"
CLUSTER = "rediss+cluster://house:secret@c1:7000,c2/"
ONE = "redis://jobs:6379/0"


def test_sentinel_is_several_hosts_and_the_name_of_a_master() -> None:
    address = Address.read(SENTINEL)
    assert (address.form, address.named) == ("sentinel", "mymaster")
    assert address.nodes == (("s1", 26379), ("s2", 26380), ("::1", 26381))
    assert address.of_sentinels == {"password": "canary-other"}
    assert address.plain == "redis://house:pass%40word@s1:26379/2"


def test_a_cluster_is_some_of_its_nodes() -> None:
    address = Address.read(CLUSTER)
    assert (address.form, address.nodes) == ("cluster", (("c1", 7000), ("c2", 6379)))
    assert address.plain == "rediss://house:secret@c1:7000/0"


@pytest.mark.parametrize(
    "plain", ["redis://127.0.0.1:6379/0", "rediss://u:p@cache.example.org:6380/1?ssl_ca_certs=%2Fetc%2Fca.pem"]
)
def test_one_server_is_written_as_ever(plain: str) -> None:
    assert Address.read(plain).plain == plain


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://redis", "no address of a Redis"),
        ("redis://one,two/0", "only behind Sentinel, or as a cluster"),
        ("redis+sentinel://s1:26379", "Sentinel's name of the master is missing"),
        ("redis+sentinel://s1:26379/mymaster/first", "a database has a number"),
        ("redis+cluster://c1/3", "no database but 0"),
        ("redis+cluster://c1:port", "each host is written as host:port"),
        ("redis+sentinel://s1,,s2/mymaster", "each host is written as host:port"),
    ],
)
def test_what_is_no_address_is_told_in_a_sentence(url: str, said: str) -> None:
    assert said in mistaken({**GOOD, "REDIS_URL": url})["REDIS_URL"]


def test_jobs_need_a_server_of_their_own_beside_a_cluster() -> None:
    assert "RQ" in mistaken({**GOOD, "REDIS_URL": CLUSTER})["JOBS_REDIS_URL"]
    assert Settings.from_env({**GOOD, "REDIS_URL": CLUSTER, "JOBS_REDIS_URL": ONE}).jobs_url == ONE
    assert "cannot live" in mistaken({**GOOD, "JOBS_REDIS_URL": CLUSTER})["JOBS_REDIS_URL"]


def test_without_one_the_jobs_are_where_the_board_is() -> None:
    assert Settings.from_env({**GOOD, "REDIS_URL": SENTINEL}).jobs_url == SENTINEL


def test_the_log_hides_the_passwords_of_every_form() -> None:
    secrets = Settings.from_env({**GOOD, "REDIS_URL": SENTINEL}).secrets
    assert {"pass@word", "pass%40word", "canary-other"} <= set(secrets)


def test_several_hosts_of_postgresql_are_written_behind_the_question_mark() -> None:
    given = {**GOOD, "DATABASE_URL": "postgresql://house@db1:5432,db2:5432/ledger"}
    assert "behind the question mark" in mistaken(given)["DATABASE_URL"]
