"""Addresses of the duty rota, of urgent calls and of the handover."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import duty, handover, rings

urlpatterns: list[URLPattern | URLResolver] = [
    path("duty/", duty.rota, name="duty"),
    path("duty/shifts/add/", duty.add_shift, name="duty_shift_add"),
    path("duty/shifts/<uuid:shift_id>/end/", duty.end_shift, name="duty_shift_end"),
    path("duty/changes/add/", duty.add_change, name="duty_change_add"),
    path("duty/changes/<uuid:change_id>/withdraw/", duty.withdraw_change, name="duty_change_withdraw"),
    path("duty/number/", duty.number, name="duty_number"),
    path("duty/rings/<uuid:ring_id>/", rings.ring, name="ring"),
    path("duty/rings/<uuid:ring_id>/accept/", rings.accept, name="ring_accept"),
    path("duty/rings/<uuid:ring_id>/by-phone/", rings.by_phone, name="ring_by_phone"),
    path("duty/notices/<uuid:notice_id>/", rings.notice, name="duty_notice"),
    path("duty/notices/<uuid:notice_id>/done/", rings.notice_done, name="duty_notice_done"),
    path("handover/", handover.handover, name="handover"),
    path("handover/sign/", handover.sign, name="handover_sign"),
    path("handover/take-over/", handover.take_over, name="handover_take"),
    path("handover/<uuid:handover_id>/", handover.past, name="handover_past"),
]
