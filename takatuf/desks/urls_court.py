"""Addresses of the pages for facts, submissions and figures on a desk; what a court reads stands in `urls_reading`."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import court, facts, submission_steps, submissions, verifying

CASE = "cases/<uuid:case_id>/"
FACT = CASE + "facts/<uuid:fact_id>/"
ONE = "submissions/<uuid:submission_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("court/", court.under_way, name="court"),
    path(CASE + "facts/", facts.fact_list, name="facts"),
    path(CASE + "facts/new/", facts.add, name="fact_add"),
    path(FACT + "position/", facts.position, name="fact_position"),
    path(FACT + "source/", facts.source, name="fact_source"),
    path(FACT + "version/", facts.version, name="fact_version"),
    path(FACT + "withdraw/", facts.withdraw, name="fact_withdraw"),
    path(FACT + "source/<uuid:source_id>/withdraw/", facts.source_withdraw, name="fact_source_withdraw"),
    path(CASE + "submissions/", submissions.of_case, name="submissions"),
    path(ONE, submissions.submission, name="submission"),
    path(ONE + "write/", submissions.write, name="submission_write"),
    path(ONE + "facts/", submissions.place, name="submission_place"),
    path(ONE + "facts/<int:number>/remove/", submission_steps.remove, name="submission_remove"),
    path(ONE + "send/", submission_steps.send, name="submission_send"),
    path(ONE + "approve/", submission_steps.approve, name="submission_approve"),
    path(ONE + "return/", submission_steps.send_back, name="submission_return"),
    path(ONE + "call/", submission_steps.call, name="submission_call"),
    path(ONE + "approve-after/", submission_steps.approve_after, name="submission_approve_after"),
    path(ONE + "sign/", submission_steps.sign, name="submission_sign"),
    path(ONE + "links/<uuid:link_id>/", submission_steps.link_looked_at, name="submission_link"),
    path(ONE + "building/", submission_steps.building, name="submission_building"),
    path(ONE + "seal/", submission_steps.seal, name="submission_seal"),
    path(ONE + "file/", submission_steps.file, name="submission_file"),
    path(ONE + "serve/", submission_steps.serve, name="submission_serve"),
    path(ONE + "draft.pdf", verifying.preview, name="submission_preview"),
    path(ONE + "submission.pdf", verifying.document, name="submission_document"),
    path(ONE + "proof.json", verifying.proof, name="submission_proof"),
]
