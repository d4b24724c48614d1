"""Addresses of the pages about who may see a case."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import case_access, opening

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/<uuid:case_id>/access/", case_access.who_may_see, name="case_access"),
    path("cases/<uuid:case_id>/access/share/", case_access.reach, name="case_reach"),
    path("cases/<uuid:case_id>/access/conflict/", case_access.conflict, name="case_conflict"),
    path("cases/<uuid:case_id>/access/keep-away/", case_access.keep_away, name="case_keep_away"),
    path("cases/<uuid:case_id>/access/let-back/<uuid:worker_id>/<slug:kind>/", case_access.let_back, name="case_let_back"),
    path("cases/<uuid:case_id>/access/lock/", case_access.lock, name="case_lock"),
    path("cases/<uuid:case_id>/access/unlock/", case_access.unlock, name="case_unlock"),
    path("cases/<uuid:case_id>/access/not-told/", case_access.block, name="case_block"),
    path("cases/<uuid:case_id>/access/not-told/<uuid:block_id>/keep/", case_access.block_keep, name="case_block_keep"),
    path("cases/<uuid:case_id>/access/not-told/<uuid:block_id>/lift/", case_access.block_lift, name="case_block_lift"),
    path("cases/<uuid:case_id>/access/add-without-reading/", case_access.ask_words, name="case_ask_words"),
    path("cases/<uuid:case_id>/access/let-in/", case_access.let_in, name="case_let_in"),
    path("cases/<uuid:case_id>/access/partners/<uuid:agency_id>/end/", case_access.end_part, name="case_end_part"),
    path("open-with-reason/", opening.open_a_case, name="open_with_reason"),
    path("looks-to-review/", opening.to_review, name="looks_to_review"),
    path("looks-to-review/openings/<uuid:opening_id>/", opening.opening, name="opening_review"),
    path("looks-to-review/locks/<uuid:lock_id>/", opening.looks, name="looks_review"),
    path("words-asked/", opening.words_asked, name="words_asked"),
]  # fmt: skip
