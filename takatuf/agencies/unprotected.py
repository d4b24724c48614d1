"""The tables outside row security, each with its reason; a test holds the database against this list."""

UNPROTECTED: dict[str, str] = {
    "django_migrations": "names of migrations",
    "django_content_type": "names of models",
    "django_session": "sign-in sessions under hashed keys; read before anybody is known",
    "auth_permission": "Django's own; not used",
    "auth_group": "Django's own; not used",
    "auth_group_permissions": "Django's own; not used",
    "agencies_user": "sign-ins; read before anybody is known",
    "agencies_user_groups": "Django's own; not used",
    "agencies_user_user_permissions": "Django's own; not used",
    "agencies_agency": "the public directory of organisations",
    "agencies_worker": "who works where: pages name who did what",
    "agencies_scopetoken": "no login may read it; only narrow functions",
    "agencies_scopekey": "no login may read it; only narrow functions",
    "agencies_signinlimit": "limits of sign-in under keyed hashes; written before anybody is known",
    "intake_pressureday": "the day's random key for counting a crowd: useless without the keyring, destroyed daily",
    "intake_pressurecount": "how many reports came in a few seconds, under tokens of a day; no report and no address",
    "intake_burstsign": "keyed tokens of a day, kept an hour; written for many reports at once, read by no person",
    "jointwork_agencyroute": "which other inbox or contact point an agency has; no person in it",
    "vault_wrappedkey": "wrapped keys: useless without the keyring",
    "ledger_ledgerentry": "pseudonyms and salted hashes",
    "ledger_ledgernode": "hashes of the tree, public, beside the ids of lines",
    "ledger_ledgerwaiting": "which lines wait for the sealer; no login writes it",
    "ledger_checkpoint": "signed tree heads, public",
    "account_emailaddress": "allauth's own; staff only",
    "account_emailconfirmation": "allauth's own; staff only",
    "mfa_authenticator": "second factors, their secrets encrypted by the vault",
    "socialaccount_socialaccount": "single sign-on of staff",
    "socialaccount_socialapp": "single sign-on of staff",
    "socialaccount_socialtoken": "single sign-on of staff",
    "procrastinate_jobs": "ids only in its arguments",
    "procrastinate_events": "ids only in its arguments",
    "procrastinate_periodic_defers": "names of jobs",
    "procrastinate_workers": "heartbeats",
}

# Under row security, but anybody may read them: what is in them was made to be published.
PUBLISHED: dict[str, str] = {
    "clocks_holidaychange": "on which days the offices are closed: every limit is counted by it, whoever asks",
    "insight_release": "published figures, suppressed; the public page reads them without a scope",
}
