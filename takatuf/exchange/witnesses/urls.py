"""Addresses of the ledger for machines: public heads and proofs, and where witnesses bring their cosignatures."""

from django.urls import path

from takatuf.exchange.witnesses import door

urlpatterns = [
    path("checkpoint", door.newest, name="ledger_newest"),
    path("key", door.key, name="ledger_key"),
    path("checkpoint/<int:size>", door.checkpoint, name="ledger_checkpoint"),
    path("checkpoint/<int:size>/cosignatures", door.cosignatures, name="ledger_cosignatures"),
    path("since/<int:old>", door.since, name="ledger_since"),
    path("consistency/<int:old>/<int:new>", door.consistency, name="ledger_consistency"),
]
