"""Which column of a customers' file means what: by its header, in four languages, or as whoever imports it says.

Pure. Deliberately takes nothing that it was not asked for: what is in the other columns stays in the file.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

FIELDS: Final = ("id", "name", "first", "last", "phone", "language")

_HEADERS: Final = {
    "id": "id klantid klantnummer klantnr debiteurnummer debiteurnr relatienummer customerid customernumber customerno "
    "accountnumber clientid clientnumber numeroclient numerodeclient noclient codeclient nclient ndeclient "
    "referenceclient refclient idclient kundennummer kundennr kdnr kundenid debitornummer debitorennummer",
    "name": "name naam nom fullname volledigenaam klantnaam klant customername customer clientname client nomcomplet "
    "nomclient kundenname kunde bedrijf bedrijfsnaam company companyname organisatie societe raisonsociale entreprise "
    "firma firmenname unternehmen vollername",
    "first": "voornaam firstname givenname prenom vorname",
    "last": "achternaam lastname surname familyname familienaam nomdefamille nachname familienname",
    "phone": "telefoon telefoonnummer telefoonnr tel telnr mobiel mobielnummer mobieletelefoon gsm gsmnummer vast "
    "vastnummer phone phonenumber telephone telephonenumber mobile mobilephone mobilenumber cell cellphone landline "
    "workphone homephone portable telephoneportable telephonefixe fixe numerodetelephone numtel telefon telefonnummer "
    "handy handynummer mobil mobilnummer mobiltelefon festnetz rufnummer",
    "language": "taal language langue sprache lang taalcode languagecode",
}
_LANGUAGES: Final = {
    "nl": "nl nederlands dutch neerlandais niederlandisch vlaams",
    "en": "en engels english anglais englisch",
    "fr": "fr frans french francais franzosisch",
    "de": "de duits german allemand deutsch",
}
HEADERS: Final = {field: frozenset(words.split()) for field, words in _HEADERS.items()}
"""Without accents, spaces and signs, and without a number behind: "Téléphone 2" is one of them."""
LANGUAGES: Final = {language: frozenset(words.split()) for language, words in _LANGUAGES.items()}


class Unclear(Exception):
    """The header does not say what we need to know; its words are for whoever imports the file."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The places, counted from 0, of what is taken. `details`: with the label under which each is shown. `headers`: as
    they stand in the file."""

    headers: tuple[str, ...]
    id: int | None
    names: tuple[int, ...]
    phones: tuple[int, ...]
    language: int | None
    details: tuple[tuple[int, str], ...]

    @property
    def left_out(self) -> tuple[str, ...]:
        taken = {self.id, *self.names, *self.phones, self.language, *(place for place, _ in self.details)}
        return tuple(header for place, header in enumerate(self.headers) if place not in taken and header)


def read_header(
    headers: Sequence[str], given: Iterable[tuple[str, str]] = (), details: Iterable[tuple[str, str]] = ()
) -> Columns:
    """What the columns mean. `given`: field and header, said by hand; a field that is given is looked for nowhere else.
    `details`: header and label. Raises Unclear."""
    headers = tuple(header.strip() for header in headers)
    places: dict[str, list[int]] = {field: [] for field in FIELDS}
    for field, header in given:
        places[field].append(_place(headers, header))
    by_hand = {field for field in FIELDS if places[field]}
    shown = tuple((_place(headers, header), label) for header, label in details)
    taken = {place for found in places.values() for place in found} | {place for place, _ in shown}
    for place, header in enumerate(headers):
        meant = _meaning(header)
        if meant and meant not in by_hand and place not in taken:
            places[meant].append(place)
    if not places["phone"]:
        raise Unclear('no column of phone numbers: say which it is, like --map "phone=Telefoon"')
    # "Nom" beside "Prénom" is the family name.
    names = [*places["first"][:1], *(places["last"][:1] or places["name"][:1])]
    if not names:
        raise Unclear('no column of names: say which it is, like --map "name=Naam"')
    return Columns(
        headers=headers,
        id=next(iter(places["id"]), None),
        names=tuple(names) if places["first"] or not places["name"] else (places["name"][0],),
        phones=tuple(places["phone"]),
        language=next(iter(places["language"]), None),
        details=shown,
    )


def _place(headers: Sequence[str], wanted: str) -> int:
    for place, header in enumerate(headers):
        if header.casefold() == wanted.strip().casefold():
            return place
    raise Unclear(f"there is no column {wanted.strip()!r}; there are: {', '.join(filter(None, headers))}")


def _meaning(header: str) -> str | None:
    plain = re.sub(r"\d+$", "", plainly(header))
    return next((field for field, known in HEADERS.items() if plain in known), None)


def language_of(written: str) -> str | None:
    """The language, as files write it: a code, a code and a country, its name. None: none of ours, or none at all."""
    word = re.split(r"[-_]", written.strip(), maxsplit=1)[0]
    return next((language for language, names in LANGUAGES.items() if plainly(word) in names), None)


def plainly(text: str) -> str:
    """Small letters and digits, without accents and signs."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())
