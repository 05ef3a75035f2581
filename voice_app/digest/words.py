"""The sentences of the digest, in every language of the house: for the letter and for the page.

Figures stand behind a colon, so that no language has to bend a word to one or many. Deliberately words no caller's
number and no name.
"""

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "subject": {
        "nl": "{name}: {day} in twaalf regels",
        "en": "{name}: {day} in twelve lines",
        "fr": "{name} : {day} en douze lignes",
        "de": "{name}: {day} in zwölf Zeilen",
    },
    "greeting": {"nl": "Goedemorgen,", "en": "Good morning,", "fr": "Bonjour,", "de": "Guten Morgen,"},
    "intro": {
        "nl": "zo was het op {day} aan de telefoon.",
        "en": "this is how {day} was on the phone.",
        "fr": "voici comment s’est passé le {day} au téléphone.",
        "de": "so war {day} am Telefon.",
    },
    "calls": {
        "nl": "Vroegen om iemand: {calls}. Kregen iemand te spreken: {answered} ({share}).",
        "en": "Asked for somebody: {calls}. Talked with an agent: {answered} ({share}).",
        "fr": "Ont demandé quelqu’un : {calls}. Ont parlé à quelqu’un : {answered} ({share}).",
        "de": "Wollten jemanden sprechen: {calls}. Sprachen mit jemandem: {answered} ({share}).",
    },
    "no_calls": {
        "nl": "Niemand vroeg om iemand: er kwam geen oproep binnen.",
        "en": "Nobody asked for anybody: no call came in.",
        "fr": "Personne n’a appelé.",
        "de": "Niemand wollte jemanden sprechen: Es kam kein Anruf.",
    },
    "waits": {
        "nl": "De helft van hen wachtte korter dan {half}, de langste {longest}.",
        "en": "Half of those waited less than {half}, the longest {longest}.",
        "fr": "La moitié d’entre eux ont attendu moins de {half}, le plus patient {longest}.",
        "de": "Die Hälfte von ihnen wartete kürzer als {half}, am längsten {longest}.",
    },
    "no_waits": {
        "nl": "Niemand werd opgenomen, dus van niemand is de wachttijd bekend.",
        "en": "Nobody was answered, so nobody’s wait is known.",
        "fr": "Personne n’a été pris en ligne : aucune attente n’est connue.",
        "de": "Niemand wurde angenommen, darum ist keine Wartezeit bekannt.",
    },
    "gave_up": {
        "nl": "Hingen op terwijl ze wachtten: {count} ({share}).",
        "en": "Hung up while waiting: {count} ({share}).",
        "fr": "Ont raccroché en attendant : {count} ({share}).",
        "de": "Legten beim Warten auf: {count} ({share}).",
    },
    "fullest": {
        "nl": "Het drukst was het van {hour} tot {next} uur: {count} oproepen.",
        "en": "The fullest hour was {hour}:00 to {next}:00: {count} calls.",
        "fr": "L’heure la plus chargée : de {hour} h à {next} h, {count} appels.",
        "de": "Am meisten los war von {hour} bis {next} Uhr: {count} Anrufe.",
    },
    "no_fullest": {
        "nl": "Er was geen druk uur.",
        "en": "There was no full hour.",
        "fr": "Aucune heure n’a été chargée.",
        "de": "Keine Stunde war voll.",
    },
    "about": {
        "nl": "Waar het vaakst naar gevraagd werd: {need} ({count}).",
        "en": "Asked about most: {need} ({count}).",
        "fr": "Le sujet le plus demandé : {need} ({count}).",
        "de": "Wonach am häufigsten gefragt wurde: {need} ({count}).",
    },
    "no_about": {
        "nl": "Naar niets werd vaker gevraagd dan naar iets anders.",
        "en": "Nothing was asked about.",
        "fr": "Aucun sujet n’a été demandé.",
        "de": "Nach nichts wurde gefragt.",
    },
    "anything": {"nl": "iets anders", "en": "something else", "fr": "autre chose", "de": "etwas anderes"},
    "made": {
        "nl": "Terugbellen beloofd: {count} keer.",
        "en": "Callbacks promised: {count}.",
        "fr": "Rappels promis : {count}.",
        "de": "Rückrufe versprochen: {count}.",
    },
    "due": {
        "nl": "Wie die dag teruggebeld moest zijn: {due}. Op tijd teruggebeld: {in_time} ({share}).",
        "en": "Callbacks that were due that day: {due}. Made in time: {in_time} ({share}).",
        "fr": "Rappels dus ce jour-là : {due}. Faits à temps : {in_time} ({share}).",
        "de": "Rückrufe, die an dem Tag fällig waren: {due}. Rechtzeitig gemacht: {in_time} ({share}).",
    },
    "no_due": {
        "nl": "Er hoefde die dag niemand teruggebeld te zijn.",
        "en": "No callback was due that day.",
        "fr": "Aucun rappel n’était dû ce jour-là.",
        "de": "An dem Tag war kein Rückruf fällig.",
    },
    "broken": {
        "nl": "Te laat, of nog altijd niet teruggebeld: {broken}. Waarvan nog te bellen: {owed}.",
        "en": "Too late, or not made yet: {broken}. Of these still owed: {owed}.",
        "fr": "Trop tard, ou pas encore faits : {broken}. Encore dus : {owed}.",
        "de": "Zu spät oder noch nicht gemacht: {broken}. Davon noch offen: {owed}.",
    },
    "none_broken": {
        "nl": "Niemand wachtte langer dan beloofd.",
        "en": "Nobody waited longer than promised.",
        "fr": "Personne n’a attendu plus longtemps que promis.",
        "de": "Niemand wartete länger als versprochen.",
    },
    "ended": {
        "nl": "Niet bereikt na alle pogingen: {unreached}. Hoefde niet meer: {withdrawn}.",
        "en": "Not reached after all attempts: {unreached}. Not wanted any more: {withdrawn}.",
        "fr": "Non joints malgré tous les essais : {unreached}. Plus souhaités : {withdrawn}.",
        "de": "Trotz aller Versuche nicht erreicht: {unreached}. Nicht mehr gewünscht: {withdrawn}.",
    },
    "called_back": {
        "nl": "De helft van hen sprak iemand binnen {half} na de belofte.",
        "en": "Half of them talked with somebody within {half} of the promise.",
        "fr": "La moitié d’entre eux ont parlé à quelqu’un dans les {half} suivant la promesse.",
        "de": "Die Hälfte von ihnen sprach innerhalb von {half} nach dem Versprechen mit jemandem.",
    },
    "none_called_back": {
        "nl": "Van wie die dag teruggebeld moest zijn, werd niemand gesproken.",
        "en": "Of those who were due, nobody was talked with.",
        "fr": "Parmi ceux qui étaient dus, personne n’a été joint.",
        "de": "Von denen, die fällig waren, wurde niemand gesprochen.",
    },
    "settled": {
        "nl": "Meteen opgelost, zeggen de medewerkers: {settled} van {of} gesprekken.",
        "en": "Settled at once, the agents say: {settled} of {of} conversations.",
        "fr": "Résolus tout de suite, disent les agents : {settled} conversations sur {of}.",
        "de": "Sofort gelöst, sagen die Mitarbeitenden: {settled} von {of} Gesprächen.",
    },
    "none_said": {
        "nl": "Van geen gesprek is gezegd of het meteen opgelost was.",
        "en": "Of no conversation was it said whether it was settled.",
        "fr": "D’aucune conversation il n’a été dit si elle était résolue.",
        "de": "Von keinem Gespräch wurde gesagt, ob es gelöst war.",
    },
    "answers": {
        "nl": "Antwoordden op de vraag of we hielpen: {answers}. Ja, zeiden: {helped}.",
        "en": "Answered whether we helped: {answers}. Said yes: {helped}.",
        "fr": "Ont répondu si nous les avons aidés : {answers}. Ont dit oui : {helped}.",
        "de": "Sagten, ob wir geholfen haben: {answers}. Ja, sagten: {helped}.",
    },
    "returning": {
        "nl": "Meldden zich voor de derde keer of vaker in zeven dagen: {people}.",
        "en": "In touch for the third time or more within seven days: {people}.",
        "fr": "Se sont manifestés trois fois ou plus en sept jours : {people}.",
        "de": "Meldeten sich zum dritten Mal oder öfter in sieben Tagen: {people}.",
    },
    "endangered": {
        "nl": "In gevaar, of al te laat: {count} keer terugbellen.",
        "en": "In danger, or late already: {count} callbacks.",
        "fr": "En danger, ou déjà en retard : {count} rappels.",
        "de": "In Gefahr oder schon zu spät: {count} Rückrufe.",
    },
    "none_endangered": {
        "nl": "Op dit moment is geen belofte in gevaar.",
        "en": "At this moment no promise is in danger.",
        "fr": "En ce moment, aucune promesse n’est en danger.",
        "de": "Im Augenblick ist kein Versprechen in Gefahr.",
    },
    "by": {
        "nl": "{need}, uiterlijk {time}",
        "en": "{need}, by {time}",
        "fr": "{need}, au plus tard {time}",
        "de": "{need}, spätestens {time}",
    },
    "late": {
        "nl": "{need}, had er al moeten zijn: {time}",
        "en": "{need}, was due {time}",
        "fr": "{need}, était dû {time}",
        "de": "{need}, war fällig: {time}",
    },
    "said_by_them": {
        "nl": "In hun eigen woorden",
        "en": "In their own words",
        "fr": "Dans leurs propres mots",
        "de": "In ihren eigenen Worten",
    },
    "words_on_page": {
        "nl": "Wat bellers en medewerkers zelf zeiden ({count}) staat alleen op de pagina:",
        "en": "What callers and agents said themselves ({count}) stands on the page alone:",
        "fr": "Ce que les appelants et les agents ont dit eux-mêmes ({count}) ne figure que sur la page :",
        "de": "Was Anrufende und Mitarbeitende selbst sagten ({count}), steht nur auf der Seite:",
    },
    "more_on_page": {
        "nl": "Alles staat op de pagina:",
        "en": "All of it is on the page:",
        "fr": "Tout se trouve sur la page :",
        "de": "Alles steht auf der Seite:",
    },
    "wish": {"nl": "Een goede dag!", "en": "Have a good day!", "fr": "Bonne journée !", "de": "Einen guten Tag!"},
    "kind_not_helped": {
        "nl": "voelde zich niet geholpen",
        "en": "did not feel helped",
        "fr": "ne s’est pas senti aidé",
        "de": "fühlte sich nicht geholfen",
    },
    "kind_returns": {
        "nl": "komt steeds weer terug",
        "en": "keeps coming back",
        "fr": "revient sans cesse",
        "de": "kommt immer wieder",
    },
    "kind_broken": {
        "nl": "wachtte te lang op ons",
        "en": "waited for us too long",
        "fr": "nous a attendus trop longtemps",
        "de": "wartete zu lange auf uns",
    },
    "kind_unresolved": {
        "nl": "ging zonder oplossing",
        "en": "left without a solution",
        "fr": "est reparti sans solution",
        "de": "ging ohne Lösung",
    },
    "kind_text": {"nl": "schreef ons", "en": "wrote to us", "fr": "nous a écrit", "de": "schrieb uns"},
}


def sentence(language: str, key: str, /, **values: object) -> str:
    """KeyError: no such language, sentence or value."""
    return SENTENCES[key][language].format(**values)
