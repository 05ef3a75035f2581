"""What we say in German.

A label of the line file stands by itself, in the nominative, so that no sentence need decline it: "ein Umzug".
"""

from flows.phrases.clock import Clock

PHRASES = {
    # greeting and menu, in one breath
    "welcome": "Willkommen bei {name}.",
    "menu_first": "{label}? Drücken Sie die {key}.",
    "menu_next": "{label}, die {key}.",
    "menu_person": "Etwas anderes, die 0.",
    "menu_speech": "Oder sagen Sie es einfach.",
    "menu_language": "Für Deutsch drücken Sie die {key}.",
    # nobody can answer now
    "closed": "Wir haben jetzt geschlossen.",
    "closed_until": "Wir haben jetzt geschlossen und sind {moment} wieder da.",
    "nobody": "Zurzeit ist niemand da, der Ihnen helfen kann.",
    "closed_offer": "Drücken Sie die 1, dann rufen wir Sie zurück.",
    "closed_about_anything": "Geht es um etwas anderes, drücken Sie die 0.",
    # why the line was closed at short notice
    "because_fault": "Wir haben gerade geschlossen, weil es bei uns eine Störung gibt.",
    "because_alarm": "Wir haben gerade geschlossen, weil wir das Gebäude verlassen mussten.",
    "because_ill": "Wir haben gerade wegen Krankheit geschlossen.",
    "because_training": "Wir haben gerade wegen einer Schulung geschlossen.",
    "because_weather": "Wir haben gerade wegen des Wetters geschlossen.",
    # somebody in danger
    "emergency": "Ist jemand in Lebensgefahr? Legen Sie auf und wählen Sie {emergency}.",
    "emergency_stay": "Wenn Sie am Apparat bleiben, hilft Ihnen jemand von uns.",
    "emergency_looking": "Wenn Sie am Apparat bleiben, rufen wir jemanden für Sie an.",
    # the wait
    "soon": "Gleich ist jemand für Sie da.",
    "ahead_none": "Sie sind als Nächstes an der Reihe.",
    "ahead_one": "Vor Ihnen ist noch eine Person.",
    "ahead_many": "Vor Ihnen sind noch {count} Personen.",
    "wait": "Es dauert noch {range}.",
    "wait_left": "Noch {range}, dann sind Sie an der Reihe.",
    "wait_longer": "Es dauert länger als gedacht, und das tut uns leid: noch {range}.",
    "offer": "Lieber nicht warten? Drücken Sie die 1 für einen Rückruf. Sie behalten Ihren Platz.",
    "only_offer": "Sie warten schon lange, und das tut uns leid. Drücken Sie die 1 für einen Rückruf. "
    "Sie behalten Ihren Platz.",
    "closing_offer": "Wir schließen jetzt. Drücken Sie die 1 für einen Rückruf. Sie behalten Ihren Platz.",
    "may_hang_up": "Wir rufen Sie zurück, wie versprochen. Sie können also auch auflegen.",
    "still_looking": "Wir suchen weiter. Sie behalten Ihren Platz.",
    "offer_person": "Zuletzt sprachen Sie mit {name}. Auf {name} warten? Drücken Sie die 2.",
    "waits_for": "Sie warten auf {name}. Lieber jemand anders? Drücken Sie die 2.",
    "waits_for_anybody": "Gut, wer zuerst frei ist, hilft Ihnen.",
    "person_gone": "{name} kann jetzt nicht. Wer zuerst frei ist, hilft. Ihr Platz bleibt.",
    "not_here": "{name} ist gerade nicht da. Wir suchen jemand anders.",
    "old_place": "Sie behalten Ihren alten Platz.",
    # a caller whom an agent sends on
    "sent_on_to_need": "{name} verbindet Sie weiter. Ihr Anliegen: {label}.",
    "sent_on_to_person": "{name} verbindet Sie mit {colleague}.",
    "sent_on_person_away": "{colleague} ist gerade nicht da. Jemand anders hilft Ihnen. Sie behalten Ihren Platz.",
    "sent_on": "{name} verbindet Sie mit jemandem aus dem Team.",
    "consults": "{name} spricht kurz mit jemandem aus dem Team.",
    # a caller who holds, and a supervisor who listens
    "on_hold": "{name} lässt Sie kurz warten und ist dann wieder für Sie da.",
    "still_on_hold": "Sie sind nicht vergessen. {name} kommt zu Ihnen zurück.",
    "hold_lost": "Die Verbindung zu {name} ist abgebrochen, es tut uns leid. Sie behalten Ihren Platz.",
    "listener_comes": "{name} hört mit.",
    "listen_whisper": "Mithören bei {name}.",
    # a promise
    "promised": "Abgemacht. Wir rufen Sie zurück, spätestens {time}, unter {number}.",
    "promised_window": "Abgemacht. Wir rufen Sie zurück, {time}, unter {number}.",
    "promised_approval": "Notiert. Jemand aus dem Team entscheidet, ob wir Sie unter {number} anrufen können.",
    "own_number": "der Nummer, von der Sie anrufen",
    "number": "der Nummer {digits}",
    "text_follows": "Sie bekommen eine SMS zur Bestätigung.",
    "promised_options": "Stimmt das, drücken Sie die 1. Eine andere Nummer, die 2. Eine andere Zeit, die 3. "
    "Doch nicht, die Sterntaste.",
    "promised_stay": "Oder bleiben Sie dran. Sie behalten Ihren Platz.",
    "promised_message": "Eine Nachricht für den Rückruf hinterlassen, die 4.",
    "see_you": "Bis dann.",
    "goodbye": "Auf Wiederhören.",
    "undone": "Gut, wir rufen Sie nicht zurück.",
    # a message for the colleague who calls
    "message_notice": "Wir nehmen Ihre Nachricht auf, für den Rückruf. Sprechen Sie nach dem Ton, höchstens zwei "
    "Minuten, und drücken Sie am Ende die Rautetaste.",
    "message_noted": "Notiert. Wer Sie anruft, kann sie vorher anhören. Auf Wiederhören.",
    "message_empty": "Wir haben nichts gehört.",
    # read out by an agent who would like to record a talk
    "recording_ask": "Darf ich das aufnehmen, damit wir später nachhören können, was wir vereinbart haben? "
    "Sagen Sie nein, helfe ich Ihnen genauso.",
    # another number, another time
    "number_needed": "Unter der Nummer, von der Sie anrufen, können wir Sie nicht zurückrufen.",
    "number_ask": "Geben Sie die Nummer ein, unter der wir Sie erreichen, und dann die Raute.",
    "number_heard": "Ihre Nummer ist: {digits}. Stimmt das, drücken Sie die 1. Noch einmal, die 2.",
    "number_impossible": "Diese Nummer können wir nicht anrufen.",
    "time_ask": "Wann passt es Ihnen?",
    "time_choice": "{window}, die {key}.",
    "time_none": "Eine andere Zeit haben wir nicht.",
    # a caller to whom we owe a callback
    "recognised": "Willkommen bei {name}. Wir rufen Sie noch zurück, spätestens {time}.",
    "recognised_window": "Willkommen bei {name}. Wir rufen Sie noch zurück, {time}.",
    "recognised_late": "Willkommen bei {name}. Wir wollten Sie zurückrufen und haben es noch nicht getan. "
    "Das tut uns leid.",
    "recognised_approval": "Willkommen bei {name}. Wir sehen noch, ob wir Sie zurückrufen können.",
    "recognised_options": "Jetzt mit jemandem sprechen, drücken Sie die 1. So lassen, die 2. Absagen, die 3. "
    "Etwas anderes, die Raute.",
    "kept": "Gut, es bleibt dabei. Bis dann.",
    "withdrawn": "Gut, wir rufen Sie nicht mehr zurück. Auf Wiederhören.",
    # something of ours is broken
    "apology": "Bei uns ist etwas schiefgegangen. Rufen Sie in einer Viertelstunde noch einmal an? "
    "Es tut uns leid. Auf Wiederhören.",
    "apology_promised": "Bei uns ist etwas schiefgegangen. Wir rufen Sie zurück, spätestens {time}. Auf Wiederhören.",
    "apology_stay": "Bei uns ist etwas schiefgegangen. Sie behalten Ihren Platz.",
    "apology_waiting": "Bei uns ist etwas schiefgegangen. Drücken Sie die 1 für einen Rückruf. "
    "Sie behalten Ihren Platz.",
    "apology_connecting": "Bei uns ist etwas schiefgegangen. Wir verbinden Sie mit jemandem aus dem Team.",
    "apology_ringing": "Bei uns ist etwas schiefgegangen. Wir rufen jemanden aus dem Team für Sie an.",
    # when nothing of ours is there: said by a document that lies elsewhere
    "away": "Hier ist {name}. Wegen einer Störung kann niemand abheben. Es tut uns leid.",
    "away_found": "Wenn wir Ihre Nummer sehen und anrufen können, rufen wir Sie zurück.",
    "away_hidden": "Ist Ihre Nummer unterdrückt, rufen Sie später gern noch einmal an. Auf Wiederhören.",
    "away_connecting": "Hier ist {name}. Wir haben eine Störung und verbinden Sie weiter.",
    "away_not_helped": "Hat Ihnen noch niemand geholfen?",
    # a caller who is turned away
    "menu_over": "Sie haben noch nichts gewählt. Rufen Sie gern wieder an. Auf Wiederhören.",
    "already_on_the_line": "Wir haben Sie schon in der Leitung. Auf Wiederhören.",
    "busy": "Es rufen gerade so viele an, dass wir Ihnen nicht helfen können. Das tut uns leid.",
    "busy_again": "Rufen Sie in ein paar Minuten noch einmal an? Auf Wiederhören.",
    # an agent who phones in
    "staff": "Hallo {name}.",
    "presence_ready": "Sie sind bereit.",
    "presence_on_break": "Sie haben Pause.",
    "presence_signed_out": "Sie sind abgemeldet.",
    "staff_options": "Bereit, drücken Sie die 1. Pause, die 2. Abmelden, die 3. Anrufen wie ein Kunde, die 9.",
    "staff_last_call": "Ihr letztes Gespräch, die 4.",
    "last_call": "Ihr letztes: {moment}, {about}.",
    "last_call_ask": "Gelöst, die 1. Noch nicht fertig, die 2. Später zurückrufen, die 3.",
    "last_call_gone": "Wie das ausging, ist schon notiert.",
    "last_call_may_ask": "Dürfen wir per SMS fragen, ob es half? Ja, die 1. Nein, die 2.",
    "last_call_noted": "Notiert.",
    "last_call_when": "Wann rufen wir zurück?",
    "last_call_no_time": "Diesen Anrufer können wir nicht zurückrufen.",
    "pin_ask": "Geben Sie Ihre PIN ein, und dann die Raute.",
    "pin_wrong": "Die stimmt nicht.",
    "pin_refused": "Die stimmt nicht. Melden Sie sich auf der Webseite an. Auf Wiederhören.",
    "pin_barred": "Es gab zu viele falsche PINs. Melden Sie sich auf der Webseite an. Auf Wiederhören.",
    # an agent whose phone rings
    "whisper_callback": "Rückruf",
    "whisper_urgent": "jetzt zurückrufen, sonst brechen wir ein Versprechen",
    "whisper_emergency": "Notfall",
    "whisper_danger": "{name}: ein Anrufer in Not, und sonst ist niemand da.",
    "whisper_anything": "allgemeine Frage",
    "whisper_waited": "{duration} gewartet",
    "whisper_message": "Rückruf mit Nachricht",
    "whisper_called": "hat {day} auch angerufen",
    "whisper_asked_for": "fragt nach Ihnen",
    "whisper_sent_on": "weitergeleitet von {name}",
    "whisper_consult": "{name} möchte Rücksprache",
    "whisper_accept": "Bitte die 1.",
    "work_gone": "Das hat sich erledigt. Auf Wiederhören.",
    "customer_no_answer": "Es hat niemand abgenommen. Auf Wiederhören.",
    "customer_busy": "Es war besetzt. Auf Wiederhören.",
    "customer_failed": "Die Nummer war nicht zu erreichen. Auf Wiederhören.",
    "sent_on_done": "Verbunden. Auf Wiederhören.",
    "consult_rings": "{name} wird angerufen.",
    "outcome_open": "Sie haben jemanden zurückgerufen. Wie ging es aus?",
    "outcome_ask": "Gesprochen, drücken Sie die 1. Nicht erreicht, die 2. Falsche Nummer, die 3.",
    "outcome_noted": "Notiert. Auf Wiederhören.",
    # parts of sentences
    "today": "heute",
    "tomorrow": "morgen",
    "yesterday": "gestern",
    "date": "am {weekday}, dem {date},",
    "first": "1",
    "moment": "{day} um {clock}",
    "between": "{day} zwischen {low} und {high}",
    "no_later": "spätestens {moment}",
    "soonest": "so bald wie möglich",
    "range_minute": "weniger als eine Minute",
    "range_under": "weniger als {high}",
    "range_between": "{low} bis {high}",
    "range_over": "mehr als {low}",
    "plus": "plus",
    # texts
    "date_written": "{weekday}, {date}",
    "moment_written": "{date}, {clock}",
    "text_emergency": "{name}: Ist jemand in Lebensgefahr? Rufen Sie {emergency} an. Wir rufen auch an, {time}.",
    "text_promised": "{name}: Wir rufen Sie zurück, {time}. Antworten Sie NEIN, JETZT oder eine Zeit, "
    "oder rufen Sie {line} an.",
    "text_missed": "{name}: Bei Ihrem Anruf ging etwas schief. Wir rufen zurück, {time}. "
    "Antworten Sie NEIN, JETZT oder eine Zeit.",
    "text_moved": "{name}: Gut, wir rufen Sie zurück, {time}. Antworten Sie NEIN, JETZT oder eine Zeit. "
    "Telefon: {line}",
    "text_now": "{name}: Gut, wir rufen Sie an, sobald jemand frei ist, {time}. Doch nicht? Antworten Sie NEIN.",
    "text_not_then": "{name}: Dann können wir nicht anrufen. Wir rufen an, {time}. Antworten Sie NEIN, JETZT "
    "oder eine andere Zeit.",
    "text_noted": "{name}: Notiert, wer Sie anruft, liest es. Wir rufen an, {time}. Antworten Sie NEIN, JETZT "
    "oder eine Zeit.",
    "text_nothing_owed": "{name}: Sie standen nicht auf unserer Liste, wir rufen Sie also nicht an. "
    "Sie erreichen uns unter {line}.",
    "text_code": "{name}: {code} ist Ihr Code, 10 Minuten gültig. Nennen Sie ihn nur, wenn Sie uns angerufen haben. "
    "Wer Sie anruft und danach fragt, ist nicht von uns.",
    "text_withdrawn": "{name}: Wie gewünscht rufen wir Sie nicht zurück. Sie erreichen uns unter {line}.",
    "text_attempt_failed": "{name}: Wir haben Sie verpasst. Neuer Anruf: {time}. "
    "Antworten Sie NEIN, JETZT oder eine Zeit. Tel. {line}",
    "text_unreached": "{name}: Wir haben {count}-mal angerufen und Sie nicht erreicht. "
    "Rufen Sie {line} an, wann es Ihnen passt.",
    "text_follow_up": "{name}: Haben wir Ihnen geholfen? Antworten Sie mit 1 (gar nicht) bis 5 (sehr gut), gern mit "
    "einem Wort dazu. STOPP: nie wieder eine Frage.",
    "text_follow_up_thanks": "{name}: Danke, wir haben es gelesen.",
    # what agents are texted
    "agent_call": "Gespräch {code}, {about}",
    "agent_context": "{name}: {about}.",
    "agent_context_note": "Letzte Notiz: {note}",
    "agent_asked": "{call}: Wie ging es aus? 1 gelöst, 2 noch nicht fertig, 3 und eine Zeit: zurückrufen. "
    "Dahinter eine Notiz.",
    "agent_asked_plus": "1+: Wir dürfen fragen, ob es half.",
    "agent_noted": "Notiert. {call}: {ending}.",
    "agent_resolved": "gelöst",
    "agent_follow_up": "noch nicht fertig",
    "agent_call_back": "wir rufen zurück, {time}",
    "agent_when": "{call}: Wann zurückrufen? Antworten Sie etwa 3 morgen 10-12, und nach einem Komma eine Notiz.",
    "agent_not_then": "{call}: Dann rufen wir niemanden an. Antworten Sie 3 und eine andere Zeit.",
    "agent_no_number": "{call}: Diesen Anrufer können wir nicht zurückrufen. Antworten Sie 1 gelöst oder "
    "2 noch nicht fertig.",
    "agent_unread": "{call}: Das war nicht zu lesen und steht jetzt bei der Notiz. 1 gelöst, 2 noch nicht fertig, "
    "3 und eine Zeit: zurückrufen.",
    "agent_noted_before": "{call}: Wie es ausging, ist schon notiert.",
    "agent_nothing_open": "Wie Ihre Gespräche ausgingen, ist schon überall notiert.",
    # what supervisors are told
    "alarm_promise_at_risk": "{name}: Ein versprochener Rückruf droht zu spät zu kommen.",
    "alarm_promise_at_risk_many": "{name}: {count} versprochene Rückrufe drohen zu spät zu kommen.",
    "alarm_promise_broken": "{name}: Ein versprochener Rückruf kommt zu spät; wir schulden ihn noch.",
    "alarm_promise_broken_many": "{name}: {count} versprochene Rückrufe kommen zu spät; wir schulden sie noch.",
    "alarm_promise_unapproved": "{name}: Ein versprochener Rückruf wartet auf die Freigabe seiner Nummer.",
    "alarm_promise_unapproved_many": "{name}: {count} versprochene Rückrufe warten auf die Freigabe ihrer Nummern.",
    "alarm_promise_crashed": "{name}: Ein versprochener Rückruf bricht jedes Mal ab; rufen Sie selbst an.",
    "alarm_promise_crashed_many": "{name}: {count} versprochene Rückrufe brechen jedes Mal ab; rufen Sie selbst an.",
    "alarm_caps_reached": "{name}: Eine Grenze gegen Missbrauch ist erreicht; sehen Sie, was sie aufhält.",
    "alarm_caps_reached_many": "{name}: {count} Grenzen gegen Missbrauch sind erreicht; sehen Sie, was sie aufhalten.",
    "alarm_board_gone": "{name}: Redis antwortet nicht; es gibt nur Rückrufe, niemand wird angerufen. "
    "Redis starten; der Rest kommt von selbst.",
    "alarm_board_gone_refuses": "{name}: Redis nimmt nichts mehr an; niemand wird zurückgerufen. "
    "Speicher oder Platte freimachen; der Rest kommt von selbst.",
    "alarm_board_gone_bell": "{name}: Der Redis der Jobs antwortet nicht; niemand wird zurückgerufen. "
    "Starten Sie ihn; der Rest kommt von selbst.",
    "alarm_ledger_gone": "{name}: Die Datenbank ist weg; nichts wird versprochen, niemand zurückgerufen. "
    "Bringen Sie sie zurück; der Rest kommt von selbst.",
    "alarm_ledger_gone_full": "{name}: Die Platte der Datenbank ist voll; nichts wird versprochen, niemand "
    "zurückgerufen. Platz schaffen; der Rest kommt von selbst.",
    "alarm_disk_low": "{name}: Eine Platte ist fast voll. "
    "Schaffen Sie Platz; ist sie voll, wird nichts mehr versprochen.",
    "alarm_disk_low_redis": "{name}: Redis kann seine Datei nicht schreiben. Sehen Sie, ob seine Platte voll ist.",
    "alarm_carrier_account": "{name}: Der Telefonanbieter weist unser Konto ab; niemand wird angerufen.",
    "alarm_carrier_silent": "{name}: Der Telefonanbieter antwortet nicht; niemand wird angerufen.",
    "alarm_worker_silent": "{name}: Kein Worker antwortet; niemand wird zurückgerufen.",
    "alarm_ticker_silent": "{name}: Der Ticker steht still; niemand wacht über die versprochenen Rückrufe.",
    "alarm_web_was_away": "{name}: Wir waren eine Zeit lang weg; es kam die Ausweichnummer oder das Besetztzeichen.",
    "alarm_text_unread": "{name}: Die SMS eines Kunden wartet darauf, gelesen zu werden.",
    "alarm_text_unread_many": "{name}: {count} SMS von Kunden warten darauf, gelesen zu werden.",
    "alarm_emergency": "{name}: Jemand sprach oder schrieb von einem Notfall; sehen Sie, wer hilft.",
    "alarm_emergency_many": "{name}: {count} Menschen sprachen oder schrieben von einem Notfall; sehen Sie, wer hilft.",
    "alarm_ghosts_laid": "{name}: Viele Anrufe wurden bereinigt, von denen wir nichts erfuhren; siehe Protokoll.",
    "alarm_too_busy": "{name}: Zu viele Anrufe; ein Rückruf wird angeboten, oder man soll später anrufen.",
    "alarm_recording_undeleted": "{name}: Eine Aufnahme muss weg und liegt noch beim Telefonanbieter.",
    "alarm_recording_undeleted_many": "{name}: {count} Aufnahmen müssen weg und liegen noch beim Telefonanbieter.",
    "alarm_test": "{name}: Dies ist ein Probealarm; es ist nichts passiert.",
    "alarm_need": "Anliegen: {need}.",
    "alarm_due": "Spätestens {time}.",
    "alarm_first_due": "Der erste spätestens {time}.",
    "alarm_more": "… und {count} weitere.",
    "alarm_list": "Alle Meldungen, und wer sie gesehen hat: {url}",
    "letter_subject": "{name}: Ihr Arbeitsplatz ist bereit",
    "letter_subject_again": "{name}: Wählen Sie ein neues Passwort",
    "letter_hello": "Guten Tag {agent},",
    "letter_welcome": "Willkommen bei {name}! Ihr Arbeitsplatz ist bereit. Mit diesem Link wählen Sie Ihr Passwort:",
    "letter_again": "Mit diesem Link wählen Sie ein neues Passwort für Ihren Arbeitsplatz bei {name}:",
    "letter_once": "Der Link gilt einmal, bis {time}, und nur für Sie: Wer ihn öffnet, sind für uns Sie.",
    "letter_id": "Ihr Name zum Anmelden: {id}",
    "letter_unexpected": "Haben Sie das nicht erwartet? Dann tun Sie nichts, und sagen Sie {by} Bescheid.",
    "letter_regards": "Herzliche Grüße",
}

CLOCK = Clock(
    faces={0: "{hour} Uhr", None: "{hour} Uhr {minute}"},
    hours={1: "ein", None: "{figure}"},
    whole={0: "Mitternacht"},
    of_24=True,
)
"""Of twenty-four hours, as appointments are made: "Viertel drei" is not the same time everywhere, "14 Uhr 15" is."""
