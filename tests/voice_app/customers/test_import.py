"""The firm's file of customers, as spreadsheets really write it."""

import shutil
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from voice_app.__main__ import main
from voice_app.customers.columns import HEADERS, Unclear, language_of, read_header
from voice_app.customers.reading import phones_in
from voice_app.customers.sheet import open_sheet
from voice_app.ledger import Ledger, Phone, customers
from voice_app.ledger.customers import Customer

LINE = Path(__file__).parents[3] / "line.toml"
ANNA, BRAM, DESK = Phone("+31612345678"), Phone("+31687654321"), Phone("+31201234568")


@dataclass
class Desk:
    """A terminal at which somebody looks after the firm's list."""

    ledger: Ledger
    folder: Path
    capsys: pytest.CaptureFixture[str]
    said: str = ""
    wrong: str = ""

    def types(self, *arguments: str) -> int:
        code = main(["customers", *arguments])
        self.said, self.wrong = self.capsys.readouterr()
        return code

    def imports(self, text: str, *options: str, encoding: str = "utf-8") -> int:
        return self.types("import", str(self.file(text.encode(encoding))), *options)

    def file(self, content: bytes) -> Path:
        path = self.folder / "customers.csv"
        path.write_bytes(content)
        return path

    def of(self, phone: Phone) -> list[str]:
        """The names of those who have this phone."""
        return [customer.name for customer in self.all_of(phone)]

    def all_of(self, phone: Phone) -> tuple[Customer, ...]:
        with self.ledger.read() as connection:
            return customers.of_phone(connection, phone, 10)


@pytest.fixture(scope="module")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    ledger = Ledger(f"sqlite:///{path}")
    ledger.migrate()
    ledger.close()
    return path


@pytest.fixture
def desk(
    empty_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    shutil.copy(empty_ledger, tmp_path / "ledger.db")
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("LINE_FILE", str(LINE))
    ledger = Ledger(url)
    yield Desk(ledger, tmp_path, capsys)
    ledger.close()


def test_a_file_out_of_excel_is_taken_as_it_is(desk: Desk) -> None:
    assert desk.imports("Klantnummer;Naam;Telefoon\r\nK1;Café Ané;06 12345678\r\n", encoding="utf-8-sig") == 0
    assert desk.all_of(ANNA) == (Customer("K1", "Café Ané"),)
    assert "1 rows read, 0 left out, 0 troubles. 1 customers are new" in desk.said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_encoding_and_separator_will_do(desk: Desk, encoding: str, separator: str) -> None:
    rows = [("id", "naam", "telefoon"), ("K1", "Zoë Müller", "0612345678")]
    assert desk.imports("\r\n".join(map(separator.join, rows)), encoding=encoding) == 0
    assert desk.of(ANNA) == ["Zoë Müller"]


def test_excels_own_word_for_the_separator_is_heard(desk: Desk) -> None:
    assert (
        desk.imports("sep=|\nid|naam, kort|telefoon\nK1|Anna|\n\nK2|Bram|0612345678\n", "--map", "name=naam, kort") == 0
    )
    assert desk.of(ANNA) == ["Bram"]
    assert "line 3, telefoon: no phone number that anybody could be known by; the row is left out" in desk.wrong


@pytest.mark.parametrize(
    "header",
    [
        "Klantnummer,Naam,Telefoon",
        "Customer number,Full name,Phone number",
        "N° client,Nom complet,Téléphone",
        "Kundennummer,Name,Rufnummer",
    ],
)
def test_headers_are_understood_in_four_languages(desk: Desk, header: str) -> None:
    assert desk.imports(f"{header}\nK1,Anna,0612345678") == 0
    assert [customer.id for customer in desk.all_of(ANNA)] == ["K1"]


@pytest.mark.parametrize(
    "header",
    ["id,Voornaam,Achternaam,Mobiel", "id,Prénom,Nom,Portable", "id,Vorname,Nachname,Handy", "id,First name,Name,Cell"],
)
def test_a_name_may_stand_in_two_columns(desk: Desk, header: str) -> None:
    assert desk.imports(f"{header}\nK1,Anna,de Vries,0612345678") == 0
    assert desk.of(ANNA) == ["Anna de Vries"]


def test_no_header_means_two_things() -> None:
    known = [header for headers in HEADERS.values() for header in headers]
    assert len(known) == len(set(known))


def test_headers_that_nobody_would_guess_are_named_by_hand(desk: Desk) -> None:
    text = "ref;wie;bel;bel2\nK1;Anna;0612345678;0687654321\n"
    assert desk.imports(text) == 2
    assert "no column of phone numbers" in desk.wrong
    by_hand = ["--map", "id=ref", "--map", "name=wie", "--map", "phone=bel", "--map", "phone=BEL2"]
    assert desk.imports(text, *by_hand) == 0
    assert desk.of(ANNA) == desk.of(BRAM) == ["Anna"]
    assert desk.imports(text, *by_hand[:6], "--map", "phone=nummer") == 2
    assert "there is no column 'nummer'; there are: ref, wie, bel, bel2" in desk.wrong
    assert desk.imports(text, "--map", "birthday=bel") == 2


def test_only_what_is_asked_for_is_taken(desk: Desk) -> None:
    text = "id,naam,telefoon,Geboortedatum,Contract,Storing\nK1,Anna,0612345678,1970-01-01,Goud,\n"
    assert desk.imports(text, "--detail", "Contract", "--detail", "storing=Open storing") == 0
    assert desk.all_of(ANNA)[0].details == {"Contract": "Goud"}
    assert "left out: Geboortedatum" in desk.said
    assert b"1970" not in (desk.folder / "ledger.db").read_bytes()


def test_a_file_without_ids_stands_for_the_whole_list(desk: Desk) -> None:
    assert desk.imports("naam,telefoon\nAnna,0612345678\nBram,0687654321\n") == 2
    assert "no column of ids" in desk.wrong
    assert desk.imports("naam,telefoon\nAnna,0612345678\nBram,0687654321\n", "--replace") == 0
    assert desk.imports("naam,telefoon\nAnna,0612345678\n", "--replace") == 0
    assert (desk.of(ANNA), desk.of(BRAM)) == (["Anna"], [])


def test_a_second_import_says_what_is_so_now(desk: Desk) -> None:
    desk.imports("id,naam,telefoon\nK1,Anna,0612345678\nK2,Bram,0687654321\n")
    assert desk.imports("id,naam,telefoon\nK1,Anna de Vries,020 1234568\n") == 0
    assert (desk.of(ANNA), desk.of(DESK), desk.of(BRAM)) == ([], ["Anna de Vries"], ["Bram"])
    assert "0 customers are new, 1 were known, 0 were removed" in desk.said
    assert desk.imports("id,naam,telefoon\nK1,Anna de Vries,020 1234568\n", "--replace") == 0
    assert desk.of(BRAM) == []
    assert "1 were removed" in desk.said


def test_a_file_in_which_nobody_stands_replaces_nobody(desk: Desk) -> None:
    desk.imports("id,naam,telefoon\nK1,Anna,0612345678\n")
    assert desk.imports("id,naam,telefoon\n", "--replace") == 0
    assert desk.imports("id,naam,telefoon\nK2,,\n", "--replace") == 1
    assert desk.of(ANNA) == ["Anna"]


def test_a_customer_has_several_phones_in_columns_cells_and_rows(desk: Desk) -> None:
    text = 'id,naam,telefoon,telefoon 2\nK1,Anna,"0612345678 / 020-1234568",+32 2 555 12 12\nK1,Anna,0687654321,\n'
    assert desk.imports(text) == 0
    with desk.ledger.read() as connection:
        assert set(customers.phones_of(connection, "K1")) == {ANNA, DESK, BRAM, "+3225551212"}


def test_a_phone_has_several_customers(desk: Desk) -> None:
    desk.imports("id,naam,telefoon\nK1,Anna,0612345678\nK2,Bram,0612345678\n")
    assert desk.of(ANNA) == ["Anna", "Bram"]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("06-12345678", ["+31612345678"]),
        ("612345678", ["+31612345678"]),  # a spreadsheet took it for a number
        ("31612345678", ["+31612345678"]),
        ("0031 6 12 34 56 78", ["+31612345678"]),
        ("+31 (0)6 12345678", ["+31612345678"]),
        ("(020) 123 45 68", ["+31201234568"]),
        ("02/555.12.12", ["+31255512 12".replace(" ", "")]),
        ("'0612345678", ["+31612345678"]),
        ('="0612345678"', ["+31612345678"]),
        ("+32 475 12 34 56; 0612345678", ["+32475123456", "+31612345678"]),
        ("0612345678/0687654321", ["+31612345678", "+31687654321"]),
        ("0612345678\n0687654321", ["+31612345678", "+31687654321"]),
        ("6,12346E+08", [None, None]),
        ("n.v.t.", [None]),
        ("=HYPERLINK(0612345678)", [None]),
        ("0612345678 <script>", [None]),
        ("\u0660\u0661\u0662", [None]),
        ("0" * 4000, [None]),
    ],
)
def test_a_number_is_read_however_people_write_it(cell: str, found: list[str | None]) -> None:
    assert phones_in(cell, "NL") == found


def test_whatever_is_wrong_is_told_by_line_and_column_and_never_repeated(desk: Desk) -> None:
    text = (
        "id;naam;telefoon;mobiel\n"
        ";Geheim;0612345678;\n"
        "K2;;0612345678;\n"
        "K3;Chris;bel maar;\n"
        'K4;"Dirk\nJan";0687654321;niet bekend\n'
        "K5;" + "x" * 81 + ";0612345678;\n"
        "K6;Eva;0612345678;;nog; iets\n"
        "K4;Een ander;0612345678;\n"
    )
    assert desk.imports(text) == 0
    assert desk.wrong.splitlines() == [
        "line 2, id: no id; the row is left out",
        "line 3, naam: no name; the row is left out",
        "line 4, telefoon: no phone number that we can read",
        "line 4, telefoon, mobiel: no phone number that anybody could be known by; the row is left out",
        "line 5, mobiel: no phone number that we can read",
        "line 7, naam: more than 80 characters; the row is left out",
        "line 8: it has more cells than the header: a separator in a text?; the row is left out",
        "line 9: a customer of another name has this id, further up; the row is left out",
    ]
    assert (desk.of(ANNA), desk.of(BRAM)) == ([], ["Dirk Jan"])
    assert "7 rows read, 6 left out, 8 troubles. 1 customers are new" in desk.said


def test_one_who_is_strict_takes_a_file_whole_or_not_at_all(desk: Desk) -> None:
    assert desk.imports("id,naam,telefoon\nK1,Anna,0612345678\nK1,Bram,0687654321\n", "--strict") == 1
    assert "line 3: a customer of another name has this id" in desk.wrong
    assert "Nothing was written" in desk.said
    assert desk.of(ANNA) == []
    assert desk.imports("id,naam,telefoon\nK1,Anna,0612345678\n", "--strict") == 0
    assert desk.of(ANNA) == ["Anna"]


def test_a_trial_writes_nothing(desk: Desk) -> None:
    desk.imports("id,naam,telefoon\nK1,Anna,0612345678\n")
    assert desk.imports("id,naam,telefoon\nK2,Bram,0687654321\nK3,,\n", "--dry-run", "--replace") == 0
    assert "2 rows read, 1 left out, 2 troubles. Nothing was written: this was a trial" in desk.said
    assert (desk.of(ANNA), desk.of(BRAM)) == (["Anna"], [])


HOSTILE = [
    "=cmd|'/c calc'!A1",
    "<script>alert(1)</script>",
    "\u202eannA",
    "Anna\x07\x00",
    "😀" * 40,
    "{{7*7}}",
    "'; DROP TABLE",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_stands_in_a_cell_is_text_and_nothing_else(desk: Desk, name: str) -> None:
    assert desk.imports(f'id,naam,telefoon\nK1,"{name}",0612345678\n') == 0
    (found,) = desk.of(ANNA)
    assert found == " ".join(name.replace("\u202e", " ").replace("\x07", " ").replace("\x00", " ").split())


def test_a_quote_that_is_never_closed_loses_its_row_and_no_other(desk: Desk) -> None:
    good = "".join(f"K{count},Klant {count},06{10000000 + count}\n" for count in range(6_000))
    assert desk.imports('id,naam,telefoon\nK-1,"Anna,0612345678\n' + good) == 0
    assert "it cannot be read: field larger than field limit" in desk.wrong
    assert desk.of(Phone("+31610005999")) == ["Klant 5999"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe", b"\x00" * 1000, b"id", b'"'])
def test_what_is_no_list_is_refused_in_words(desk: Desk, content: bytes) -> None:
    assert desk.types("import", str(desk.file(content))) == 2
    assert desk.wrong.count("\n") == 1


def test_a_file_that_is_not_there_is_told(desk: Desk) -> None:
    assert desk.types("import", str(desk.folder / "none.csv")) == 2
    assert "cannot be read" in desk.wrong


def test_a_long_file_is_never_in_memory(desk: Desk) -> None:
    def peak(rows: int) -> int:
        path = desk.file(
            b"id,naam,telefoon\n" + b"".join(b"K%d,Klant,06%08d\n" % (row, 10_000_000 + row) for row in range(rows))
        )
        sheet = open_sheet(path)
        tracemalloc.start()
        for _ in sheet.rows():
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(20_000) < peak(2_000) + 300_000


def test_find_says_who_has_a_phone(desk: Desk) -> None:
    desk.imports("id,naam,telefoon,contract,taal\nK1,Anna,0612345678,Goud,Frans\n", "--detail", "contract=Contract")
    assert desk.types("find", "06 1234 5678") == 0
    assert desk.said == "Anna (K1), +31612345678\n  Contract: Goud\n  language: fr\n"
    assert desk.types("find", "020 1234568") == 0
    assert desk.said == "Nobody is known by this phone.\n"
    assert desk.types("find", "nobody") == 2


def test_forgotten_is_gone(desk: Desk) -> None:
    desk.imports("id,naam,telefoon\nK1,Anna,0612345678\nK2,Bram,0612345678\n")
    assert desk.types("forget", "K1") == 0
    assert desk.of(ANNA) == ["Bram"]
    assert desk.types("forget", "K1") == 1
    assert desk.said == "There is no such customer.\n"


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("NL", "nl"),
        ("nl-BE", "nl"),
        ("Français", "fr"),
        ("fr_FR", "fr"),
        ("German", "de"),
        ("Polski", None),
        ("", None),
    ],
)
def test_a_language_is_written_in_many_ways(written: str, language: str | None) -> None:
    assert language_of(written) == language


def test_a_column_named_by_hand_is_not_taken_for_anything_else() -> None:
    headers = ["id", "naam", "telefoon"]
    with pytest.raises(Unclear):
        read_header(headers, [("id", "telefoon")])
    columns = read_header(headers, [("id", "telefoon"), ("phone", "telefoon")])  # a shop whose ids are phones
    assert (columns.id, columns.phones, columns.left_out) == (2, (2,), ("id",))
