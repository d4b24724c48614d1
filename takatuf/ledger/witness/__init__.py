"""What another agency runs to watch this ledger: it needs no database and nothing of Django, only `cryptography`."""
