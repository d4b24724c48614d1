"""Addresses of the awareness officer's pages."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import awareness, forum, gatherings, training, wording

urlpatterns: list[URLPattern | URLResolver] = [
    path("awareness/", awareness.campaign_list, name="campaigns"),
    path("awareness/start/", awareness.start, name="campaign_start"),
    path("awareness/reviews/", awareness.reviews, name="advice_reviews"),
    path("awareness/<uuid:campaign_id>/", awareness.one_campaign, name="campaign"),
    path("awareness/<uuid:campaign_id>/reach/", awareness.reach, name="campaign_reach"),
    path("awareness/<uuid:campaign_id>/material/", awareness.material, name="campaign_material"),
    path("awareness/<uuid:campaign_id>/end/", awareness.end, name="campaign_end"),
    path("awareness/<uuid:campaign_id>/gathering/", gatherings.call, name="gathering_call"),
    path("training/", training.training, name="training"),
    path("training/country/", training.country, name="training_country"),
    path("training/<slug:code>/", training.lesson, name="training_lesson"),
    path("words/", wording.wording, name="wording"),
    path("gatherings/<uuid:gathering_id>/", gatherings.gathering, name="gathering"),
    path("gatherings/<uuid:gathering_id>/questions/", gatherings.asks, name="gathering_asks"),
    path("gatherings/<uuid:gathering_id>/count/", gatherings.count, name="gathering_count"),
    path("gatherings/<uuid:gathering_id>/came/", gatherings.came, name="gathering_came"),
    path("gatherings/<uuid:gathering_id>/code/", gatherings.shows_code, name="gathering_code"),
    path("gatherings/<uuid:gathering_id>/paper/", gatherings.paper, name="gathering_paper"),
    path("gatherings/<uuid:gathering_id>/end/", gatherings.end, name="gathering_end"),
    path("gatherings/<uuid:gathering_id>/certificate/<uuid:registration_id>/", gatherings.certificate, name="gathering_certificate"),
    path("gatherings/<uuid:gathering_id>/forum/", forum.forum, name="forum"),
    path("gatherings/<uuid:gathering_id>/forum/session/", forum.session, name="forum_session"),
    path("gatherings/<uuid:gathering_id>/forum/paper/", forum.paper, name="forum_paper"),
    path("gatherings/<uuid:gathering_id>/forum/draft/", forum.motion, name="forum_motion"),
    path("gatherings/<uuid:gathering_id>/forum/proposals/<uuid:proposal_id>/", forum.proposal, name="forum_proposal"),
    path("gatherings/<uuid:gathering_id>/forum/<uuid:motion_id>/vote/", forum.vote, name="forum_vote"),
    path("gatherings/<uuid:gathering_id>/forum/<uuid:motion_id>/hand-on/", forum.hand_on, name="forum_hand_on"),
]  # fmt: skip
