"""Addresses of meetings, agreements, steps without a case, and the chronology on paper."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import agreements, case_chronology, meeting_items, meetings, steps

urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/", meetings.meeting_list, name="meetings"),
    path("meetings/call/", meetings.call, name="meeting_call"),
    path("meetings/<uuid:meeting_id>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:meeting_id>/agenda/", meetings.propose, name="meeting_propose"),
    path("meetings/<uuid:meeting_id>/came/", meetings.came, name="meeting_came"),
    path("meetings/<uuid:meeting_id>/cancel/", meetings.cancel, name="meeting_cancel"),
    path("meetings/<uuid:meeting_id>/sign/", meetings.sign, name="meeting_sign"),
    path("meetings/<uuid:meeting_id>/minutes/", meetings.minutes, name="meeting_minutes"),
    path("meetings/items/<uuid:item_id>/", meeting_items.item, name="meeting_item"),
    path("meetings/items/<uuid:item_id>/minutes/", meeting_items.minute, name="meeting_item_minute"),
    path("meetings/items/<uuid:item_id>/decide/", meeting_items.decide, name="meeting_item_decide"),
    path("meetings/items/<uuid:item_id>/leave/", meeting_items.leave, name="meeting_item_leave"),
    path("agreements/", agreements.agreement_list, name="agreements"),
    path("agreements/draft/", agreements.draft, name="agreement_draft"),
    path("agreements/<uuid:agreement_id>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:agreement_id>/sign/", agreements.sign, name="agreement_sign"),
    path("agreements/<uuid:agreement_id>/end/", agreements.end, name="agreement_end"),
    path("agreements/<uuid:agreement_id>/runs-out/", agreements.runs_out, name="agreement_runs_out"),
    path("steps/<uuid:step_id>/", steps.step, name="step"),
    path("steps/<uuid:step_id>/done/", steps.done, name="step_do"),
    path("steps/<uuid:step_id>/reported/", steps.order_done, name="order_done"),
    path("cases/<uuid:case_id>/chronology/", case_chronology.paper, name="case_chronology"),
]
