"""What we say in French."""

from flows.phrases.clock import Clock

PHRASES = {
    # greeting and menu, in one breath
    "welcome": "Bienvenue chez {name}.",
    "menu_first": "Pour {label}, tapez {key}.",
    "menu_next": "{label}, le {key}.",
    "menu_person": "Autre chose, le 0.",
    "menu_speech": "Vous pouvez aussi le dire.",
    "menu_language": "Pour le français, tapez {key}.",
    # nobody can answer now
    "closed": "Nous sommes fermés.",
    "closed_until": "Nous sommes fermés, et nous rouvrons {moment}.",
    "nobody": "Il n'y a personne pour vous répondre en ce moment.",
    "closed_offer": "Tapez 1, et nous vous rappelons.",
    "closed_about_anything": "Pour autre chose, tapez 0.",
    # why the line was closed at short notice
    "because_fault": "Nous sommes fermés à cause d'une panne chez nous.",
    "because_alarm": "Nous sommes fermés car nous avons dû quitter nos locaux.",
    "because_ill": "Nous sommes fermés pour cause de maladie.",
    "because_training": "Nous sommes fermés pour une formation.",
    "because_weather": "Nous sommes fermés à cause de la météo.",
    # somebody in danger
    "emergency": "Quelqu'un est en danger de mort ? Raccrochez et appelez le {emergency}.",
    "emergency_stay": "Si vous restez en ligne, l'un de nous vous répond.",
    "emergency_looking": "Si vous restez en ligne, nous appelons quelqu'un pour vous.",
    # the wait
    "soon": "Quelqu'un va vous répondre très vite.",
    "ahead_none": "Vous êtes en tête de file.",
    "ahead_one": "Il y a une personne avant vous.",
    "ahead_many": "Il y a {count} personnes avant vous.",
    "wait": "Comptez {range} d'attente.",
    "wait_left": "Il reste {range}, puis c'est à vous.",
    "wait_longer": "C'est plus long que prévu, et nous en sommes désolés. Il reste {range}.",
    "offer": "Vous préférez ne pas attendre ? Tapez 1, et nous vous rappelons. Vous gardez votre place.",
    "only_offer": "Vous attendez depuis longtemps, et nous en sommes désolés. Tapez 1, et nous vous rappelons. "
    "Vous gardez votre place.",
    "closing_offer": "Nous fermons maintenant. Tapez 1, et nous vous rappelons. Vous gardez votre place.",
    "may_hang_up": "Nous vous rappelons comme promis. Vous pouvez donc aussi raccrocher.",
    "still_looking": "Nous cherchons toujours quelqu'un. Vous gardez votre place.",
    "offer_person": "La dernière fois, vous avez parlé à {name}. Pour attendre {name}, tapez 2.",
    "waits_for": "Vous attendez {name}. Plutôt quelqu'un d'autre ? Tapez 2.",
    "waits_for_anybody": "Bien, la première personne libre vous aidera.",
    "person_gone": "{name} ne peut pas répondre. La première personne libre vous aidera. Vous gardez votre place.",
    "not_here": "{name} n'est pas là pour l'instant. Nous cherchons un collègue.",
    "old_place": "Vous gardez votre ancienne place.",
    # a caller whom an agent sends on
    "sent_on_to_need": "{name} vous passe un collègue pour {label}.",
    "sent_on_to_person": "{name} vous passe {colleague}.",
    "sent_on_person_away": "{colleague} n'est pas là. Quelqu'un d'autre va vous aider. Vous gardez votre place.",
    "sent_on": "{name} vous passe un collègue.",
    "consults": "{name} consulte un collègue.",
    # a caller who holds, and a supervisor who listens
    "on_hold": "{name} vous met en attente et revient vers vous.",
    "still_on_hold": "Nous ne vous oublions pas. {name} revient vers vous.",
    "hold_lost": "La liaison avec {name} est coupée, désolés. Vous gardez votre place.",
    "listener_comes": "{name} écoute.",
    "listen_whisper": "Écouter {name}.",
    # a promise
    "promised": "C'est entendu. Nous vous rappelons, au plus tard {time}, sur {number}.",
    "promised_window": "C'est entendu. Nous vous rappelons {time}, sur {number}.",
    "promised_approval": "C'est noté. Un collègue décide si nous pouvons vous appeler sur {number}.",
    "own_number": "le numéro d'où vous appelez",
    "number": "le numéro {digits}",
    "text_follows": "Vous recevrez un SMS de confirmation.",
    "promised_options": "Si c'est bon, tapez 1. Un autre numéro, 2. Un autre horaire, 3. Finalement non, étoile.",
    "promised_stay": "Ou restez en ligne. Vous gardez votre place.",
    "promised_message": "Pour laisser un message au collègue qui vous rappelle, 4.",
    "see_you": "À bientôt.",
    "goodbye": "Au revoir.",
    "undone": "Très bien, nous ne vous rappelons pas.",
    # a message for the colleague who calls
    "message_notice": "Nous enregistrons votre message pour le collègue qui vous rappelle. Parlez après le bip, "
    "deux minutes au plus, et terminez par dièse.",
    "message_noted": "C'est noté. Le collègue qui vous rappelle pourra d'abord l'écouter. Au revoir.",
    "message_empty": "Nous n'avons rien entendu.",
    # read out by an agent who would like to record a talk
    "recording_ask": "Puis-je enregistrer ce que nous disons, pour pouvoir vérifier plus tard ce qui est "
    "convenu ? Si vous dites non, je vous aiderai tout autant.",
    # another number, another time
    "number_needed": "Nous ne pouvons pas vous rappeler sur le numéro d'où vous appelez.",
    "number_ask": "Tapez le numéro où vous joindre, puis dièse.",
    "number_heard": "Votre numéro est le {digits}. Si c'est bon, tapez 1. Pour le refaire, 2.",
    "number_impossible": "Nous ne pouvons pas appeler ce numéro.",
    "time_ask": "Qu'est-ce qui vous arrange ?",
    "time_choice": "{window}, tapez {key}.",
    "time_none": "Nous n'avons pas d'autre horaire.",
    # a caller to whom we owe a callback
    "recognised": "Bienvenue chez {name}. Nous devons encore vous rappeler, au plus tard {time}.",
    "recognised_window": "Bienvenue chez {name}. Nous devons encore vous rappeler, {time}.",
    "recognised_late": "Bienvenue chez {name}. Nous devions vous rappeler, et ce n'est pas encore fait. "
    "Nous en sommes désolés.",
    "recognised_approval": "Bienvenue chez {name}. Un collègue regarde encore si nous pouvons vous rappeler.",
    "recognised_options": "Parler à quelqu'un maintenant, tapez 1. Laisser comme prévu, 2. Annuler, 3. "
    "Autre chose, dièse.",
    "kept": "Très bien, rien ne change. À bientôt.",
    "withdrawn": "Très bien, nous ne vous rappelons plus. Au revoir.",
    # something of ours is broken
    "apology": "Nous avons un problème de notre côté. Pouvez-vous rappeler dans un quart d'heure ? "
    "Nous sommes désolés. Au revoir.",
    "apology_promised": "Nous avons un problème de notre côté. Nous vous rappelons, au plus tard {time}. Au revoir.",
    "apology_stay": "Nous avons un problème de notre côté. Vous gardez votre place.",
    "apology_waiting": "Nous avons un problème de notre côté. Tapez 1, et nous vous rappelons. "
    "Vous gardez votre place.",
    "apology_connecting": "Nous avons un problème de notre côté. Nous vous passons un collègue.",
    "apology_ringing": "Nous avons un problème de notre côté. Nous appelons un collègue pour vous.",
    # when nothing of ours is there: said by a document that lies elsewhere
    "away": "Ici {name}. À cause d'une panne, personne ne peut vous répondre. Nous sommes désolés.",
    "away_found": "Si nous voyons votre numéro et pouvons l'appeler, nous vous rappelons.",
    "away_hidden": "Si votre numéro est masqué, rappelez-nous un peu plus tard. Au revoir.",
    "away_connecting": "Ici {name}. Nous avons une panne. Nous vous passons un collègue.",
    "away_not_helped": "Personne n'a pu vous aider ?",
    # a caller who is turned away
    "menu_over": "Vous n'avez encore rien choisi. N'hésitez pas à rappeler. Au revoir.",
    "already_on_the_line": "Vous êtes déjà en ligne avec nous. Au revoir.",
    "busy": "Nous recevons trop d'appels pour vous aider maintenant, et nous en sommes désolés.",
    "busy_again": "Pouvez-vous rappeler dans quelques minutes ? Au revoir.",
    # an agent who phones in
    "staff": "Bonjour {name}.",
    "presence_ready": "Vous êtes disponible.",
    "presence_on_break": "Vous êtes en pause.",
    "presence_signed_out": "Vous n'êtes plus de service.",
    "staff_options": "Disponible, tapez 1. En pause, 2. Fin de service, 3. Appeler comme client, 9.",
    "staff_last_call": "Votre dernier appel, 4.",
    "last_call": "Le dernier : {moment}, {about}.",
    "last_call_ask": "Résolu, tapez 1. Pas encore fini, 2. Rappeler plus tard, 3.",
    "last_call_gone": "La suite de cet appel est déjà notée.",
    "last_call_may_ask": "Peut-on demander par SMS si cela a aidé ? Oui, 1. Non, 2.",
    "last_call_noted": "C'est noté.",
    "last_call_when": "Quand rappelons-nous ?",
    "last_call_no_time": "Nous ne pouvons pas rappeler cette personne.",
    "pin_ask": "Tapez votre code, puis dièse.",
    "pin_wrong": "Ce n'est pas le bon.",
    "pin_refused": "Ce n'est pas le bon. Connectez-vous sur la page web. Au revoir.",
    "pin_barred": "Un mauvais code a été tapé trop souvent. Connectez-vous sur la page web. Au revoir.",
    # an agent whose phone rings
    "whisper_callback": "rappel",
    "whisper_urgent": "rappel immédiat, sinon promesse rompue",
    "whisper_emergency": "urgence",
    "whisper_danger": "{name} : un appel de détresse, et il n'y a personne d'autre.",
    "whisper_anything": "question générale",
    "whisper_waited": "attend depuis {duration}",
    "whisper_message": "rappel avec message",
    "whisper_called": "a aussi appelé {day}",
    "whisper_asked_for": "vous demande",
    "whisper_sent_on": "transmis par {name}",
    "whisper_consult": "{name} vous consulte",
    "whisper_accept": "Tapez 1.",
    "work_gone": "Ce n'est plus nécessaire. Au revoir.",
    "customer_no_answer": "Personne n'a répondu. Au revoir.",
    "customer_busy": "Le numéro était occupé. Au revoir.",
    "customer_failed": "Le numéro était injoignable. Au revoir.",
    "sent_on_done": "C'est transféré. Au revoir.",
    "consult_rings": "Nous appelons {name}.",
    "outcome_open": "Vous avez rappelé quelqu'un. Comment cela s'est-il passé ?",
    "outcome_ask": "Vous vous êtes parlé, tapez 1. Pas joint, 2. Faux numéro, 3.",
    "outcome_noted": "C'est noté. Au revoir.",
    # parts of sentences
    "today": "aujourd'hui",
    "tomorrow": "demain",
    "yesterday": "hier",
    "date": "le {weekday} {date}",
    "first": "1er",
    "moment": "{day} à {clock}",
    "between": "{day} entre {low} et {high}",
    "no_later": "au plus tard {moment}",
    "soonest": "dès que possible",
    "range_minute": "moins d'une minute",
    "range_under": "moins de {high}",
    "range_between": "entre {low} et {high}",
    "range_over": "plus de {low}",
    "plus": "plus",
    # texts
    "date_written": "{weekday} {date}",
    "moment_written": "{date} à {clock}",
    "text_emergency": "{name}: quelqu'un est en danger de mort? Appelez le {emergency}. Nous appelons aussi, {time}.",
    "text_promised": "{name}: nous vous rappelons, {time}. Répondez NON, MAINTENANT ou une autre heure, "
    "ou appelez le {line}.",
    "text_missed": "{name}: vous avez appelé, et nous avons eu un souci. Nous rappelons, {time}. "
    "Répondez NON, MAINTENANT ou une heure.",
    "text_moved": "{name}: d'accord, nous vous rappelons, {time}. Répondez NON, MAINTENANT ou une autre heure, "
    "ou appelez le {line}.",
    "text_now": "{name}: d'accord, nous vous rappelons dès qu'un collègue est libre, {time}. "
    "Finalement non ? Répondez NON.",
    "text_not_then": "{name}: nous ne pouvons pas appeler à ce moment-là. Nous vous rappelons, {time}. "
    "Répondez NON, MAINTENANT ou une heure.",
    "text_noted": "{name}: c'est noté, la personne qui vous appelle le lira. Nous rappelons, {time}. "
    "Répondez NON, MAINTENANT ou une heure.",
    "text_nothing_owed": "{name}: vous n'étiez pas sur notre liste, nous ne vous appelons donc pas. "
    "Pour nous joindre : {line}.",
    "text_code": "{name}: {code} est votre code, valable 10 minutes. Ne le lisez que si vous nous avez appelés. "
    "Qui vous appelle pour le demander n'est pas de chez nous.",
    "text_withdrawn": "{name}: comme demandé, nous ne vous rappelons pas. Pour nous joindre : {line}.",
    "text_attempt_failed": "{name}: nous n'avons pas pu vous joindre. Nous rappelons, {time}. "
    "Répondez NON, MAINTENANT ou une heure. Tél. {line}",
    "text_unreached": "{name}: nous vous avons appelé {count} fois sans vous joindre. "
    "Appelez le {line} quand cela vous arrange.",
    "text_follow_up": "{name}: vous avons-nous aidé ? Répondez par un chiffre de 1 (pas du tout) à 5 (très bien), "
    "suivi d'un mot si vous voulez. STOP : plus jamais.",
    "text_follow_up_thanks": "{name}: merci, nous avons bien lu.",
    # what agents are texted
    "agent_call": "Appel {code}, {about}",
    "agent_context": "{name} : {about}.",
    "agent_context_note": "Dernière note : {note}",
    "agent_asked": "{call}: comment cela a-t-il fini ? 1 résolu, 2 pas encore fini, 3 et une heure : rappeler. "
    "Ensuite une note.",
    "agent_asked_plus": "1+ : on peut demander si cela a aidé.",
    "agent_noted": "C'est noté. {call}: {ending}.",
    "agent_resolved": "résolu",
    "agent_follow_up": "pas encore fini",
    "agent_call_back": "nous rappelons, {time}",
    "agent_when": "{call}: rappeler quand ? Répondez par exemple 3 demain 10-12, puis une virgule et une note.",
    "agent_not_then": "{call}: pas d'appel possible alors. Répondez 3 et une autre heure.",
    "agent_no_number": "{call}: nous ne pouvons pas rappeler cette personne. Répondez 1 résolu ou 2 pas encore fini.",
    "agent_unread": "{call}: illisible pour nous, mais gardé avec la note. 1 résolu, 2 pas encore fini, "
    "3 et une heure : rappeler.",
    "agent_noted_before": "{call}: la suite est déjà notée.",
    "agent_nothing_open": "La suite de tous vos appels est déjà notée.",
    # what supervisors are told
    "alarm_promise_at_risk": "{name}: un rappel promis risque d'arriver trop tard.",
    "alarm_promise_at_risk_many": "{name}: {count} rappels promis risquent d'arriver trop tard.",
    "alarm_promise_broken": "{name}: un rappel promis n'a pas eu lieu à temps; nous le devons toujours.",
    "alarm_promise_broken_many": "{name}: {count} rappels promis n'ont pas eu lieu à temps; nous les devons toujours.",
    "alarm_promise_unapproved": "{name}: un rappel promis attend que son numéro soit approuvé.",
    "alarm_promise_unapproved_many": "{name}: {count} rappels promis attendent que leur numéro soit approuvé.",
    "alarm_promise_crashed": "{name}: un rappel promis échoue à chaque fois; appelez à la main.",
    "alarm_promise_crashed_many": "{name}: {count} rappels promis échouent à chaque fois; appelez à la main.",
    "alarm_caps_reached": "{name}: une limite contre la fraude est atteinte; voyez ce qu'elle retient.",
    "alarm_caps_reached_many": "{name}: {count} limites contre la fraude sont atteintes; voyez ce qu'elles retiennent.",
    "alarm_board_gone": "{name}: Redis ne répond pas; on ne propose que des rappels, personne n'est appelé. "
    "Relancez Redis; le reste revient seul.",
    "alarm_board_gone_refuses": "{name}: Redis n'accepte plus rien; personne n'est rappelé. "
    "Donnez-lui de la mémoire ou du disque; le reste revient seul.",
    "alarm_board_gone_bell": "{name}: le Redis des jobs ne répond pas; personne n'est rappelé. "
    "Relancez-le; le reste revient seul.",
    "alarm_ledger_gone": "{name}: la base est absente; rien n'est promis, personne n'est rappelé. "
    "Remettez-la en marche; le reste revient seul.",
    "alarm_ledger_gone_full": "{name}: le disque de la base est plein; rien n'est promis, personne n'est rappelé. "
    "Libérez de la place; le reste revient seul.",
    "alarm_disk_low": "{name}: un disque est presque plein. "
    "Libérez de la place; une fois plein, plus rien ne sera promis.",
    "alarm_disk_low_redis": "{name}: Redis ne peut pas écrire son fichier. Voyez si son disque est plein.",
    "alarm_carrier_account": "{name}: l'opérateur refuse notre compte; personne n'est appelé.",
    "alarm_carrier_silent": "{name}: l'opérateur ne répond pas; personne n'est appelé.",
    "alarm_worker_silent": "{name}: aucun worker ne répond; personne n'est rappelé.",
    "alarm_ticker_silent": "{name}: le ticker ne tourne plus; personne ne surveille les rappels promis.",
    "alarm_web_was_away": "{name}: nous avons été absents; on tombait sur le numéro de repli ou sur occupé.",
    "alarm_text_unread": "{name}: le SMS d'un client attend un lecteur.",
    "alarm_text_unread_many": "{name}: {count} SMS de clients attendent un lecteur.",
    "alarm_emergency": "{name}: quelqu'un a parlé d'une urgence, de vive voix ou par SMS; voyez qui aide.",
    "alarm_emergency_many": "{name}: {count} personnes ont parlé d'une urgence; voyez qui aide.",
    "alarm_ghosts_laid": "{name}: beaucoup d'appels rétablis dont rien ne nous a été signalé; voyez le journal.",
    "alarm_too_busy": "{name}: trop d'appels; on propose un rappel, ou de rappeler plus tard.",
    "alarm_recording_undeleted": "{name}: un enregistrement à effacer est encore chez l'opérateur.",
    "alarm_recording_undeleted_many": "{name}: {count} enregistrements à effacer sont encore chez l'opérateur.",
    "alarm_test": "{name}: ceci est une alarme d'essai; tout va bien.",
    "alarm_need": "Au sujet de : {need}.",
    "alarm_due": "Au plus tard {time}.",
    "alarm_first_due": "Le premier au plus tard {time}.",
    "alarm_more": "… et {count} de plus.",
    "alarm_list": "Toutes les alertes, et qui les a vues : {url}",
    "letter_subject": "{name} : votre poste est prêt",
    "letter_subject_again": "{name} : choisissez un nouveau mot de passe",
    "letter_hello": "Bonjour {agent},",
    "letter_welcome": (
        "Bienvenue chez {name} ! Votre poste est prêt. Ce lien vous permet de choisir votre mot de passe :"
    ),
    "letter_again": "Ce lien vous permet de choisir un nouveau mot de passe pour votre poste chez {name} :",
    "letter_once": (
        "Il fonctionne une seule fois, jusqu’au {time}, et n’est que pour vous : qui l’ouvre entre à votre place."
    ),
    "letter_id": "Votre nom pour vous connecter : {id}",
    "letter_unexpected": "Vous ne l’attendiez pas ? Alors ne faites rien, et dites-le à {by}.",
    "letter_regards": "Bien à vous,",
}

CLOCK = Clock(
    faces={0: "{hour}", None: "{hour} {minute}"},
    hours={0: "minuit", 1: "une heure", 12: "midi", None: "{figure} heures"},
    of_24=True,
)
"""Of twenty-four hours, as every appointment in France is made."""
