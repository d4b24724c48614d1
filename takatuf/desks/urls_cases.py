"""Addresses of the pages for cases, the inbox and referrals."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import case_forms, case_start, case_tracks, cases, inbox, referrals

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/", cases.case_list, name="cases"),
    path("cases/start/<uuid:report_id>/", case_start.start, name="case_start"),
    path("cases/<uuid:case_id>/", cases.chronology, name="case"),
    path("cases/<uuid:case_id>/people/", cases.people, name="case_people"),
    path("cases/<uuid:case_id>/work/", cases.work, name="case_work"),
    path("cases/<uuid:case_id>/steps/", case_tracks.steps, name="case_steps"),
    path("cases/<uuid:case_id>/referrals/", cases.referrals, name="case_referrals"),
    path("cases/<uuid:case_id>/looks/", cases.looks, name="case_looks"),
    path("cases/<uuid:case_id>/refer/", case_start.refer, name="refer"),
    path("cases/<uuid:case_id>/assess/", case_forms.assess, name="case_assess"),
    path("cases/<uuid:case_id>/plan/", case_forms.plan, name="case_plan"),
    path("cases/<uuid:case_id>/plan/<uuid:plan_id>/approve/", case_forms.approve, name="plan_approve"),
    path("cases/<uuid:case_id>/actions/<uuid:action_id>/done/", case_forms.action_done, name="action_done"),
    path("cases/<uuid:case_id>/steps/<uuid:step_id>/done/", case_tracks.step_done, name="step_done"),
    path("cases/<uuid:case_id>/steps/happened/", case_tracks.happened, name="case_happened"),
    path("cases/<uuid:case_id>/steps/<uuid:step_id>/left-out/", case_tracks.left_out, name="step_left_out"),
    path("cases/<uuid:case_id>/visit/", case_forms.visit, name="case_visit"),
    path("cases/<uuid:case_id>/review/", case_forms.review, name="case_review"),
    path("cases/<uuid:case_id>/close/", case_forms.close, name="case_close"),
    path("cases/<uuid:case_id>/close/answer/", case_forms.close_answer, name="case_close_answer"),
    path("cases/<uuid:case_id>/waive/", case_forms.waive, name="case_waive"),
    path("inbox/", inbox.inbox_page, name="inbox"),
    path("referrals/<uuid:referral_id>/", referrals.referral, name="referral"),
    path("referrals/<uuid:referral_id>/remind/", referrals.remind, name="referral_remind"),
    path("referrals/<uuid:referral_id>/accept/", referrals.accept, name="referral_accept"),
    path(
        "referrals/<uuid:referral_id>/accepted-by-phone/", referrals.accepted_by_phone, name="referral_phone"
    ),
    path("referrals/<uuid:referral_id>/decline/", referrals.decline, name="referral_decline"),
    path("referrals/<uuid:referral_id>/answer/", referrals.answer, name="referral_answer"),
    path("referrals/<uuid:referral_id>/withdraw/", referrals.withdraw, name="referral_withdraw"),
    path("referrals/<uuid:referral_id>/settle/", referrals.settle, name="referral_settle"),
]
