"""Addresses of booking and of the counter's queue."""

from __future__ import annotations

from django.urls import path

from korat.web.booking import behalf, desk, moved, queue, views

urlpatterns = [
    path("book/", views.resources, name="book"),
    path("book/<slug:code>/", views.days, name="book_days"),
    path("book/<slug:code>/check/", views.check, name="book_check"),
    path("book/<slug:code>/<str:day>/", views.day, name="book_day"),
    path("b/<str:reference>.ics", views.ics, name="booking_ics"),
    path("b/<str:reference>", views.booking, name="booking"),
    path("b/<str:reference>/confirm", views.confirm, name="booking_confirm"),
    path("b/<str:reference>/cancel", views.cancel, name="booking_cancel"),
    path("b/slip/<str:token>", behalf.slip, name="booking_slip"),
    path("my/bookings/", views.own, name="bookings"),
    path("my/bookings/waiting/<uuid:uuid>/leave", views.leave, name="waiting_leave"),
    path("desk/bookings/", desk.lent, name="desk_bookings"),
    path("desk/bookings/closures/<uuid:uuid>/open", desk.reopen, name="desk_reopen"),
    path("desk/bookings/moved/", moved.moved, name="desk_moved"),
    path("desk/bookings/<slug:code>/", desk.day, name="desk_day"),
    path("desk/bookings/<slug:code>/for/", behalf.days, name="desk_for"),
    path("desk/bookings/<slug:code>/for/check/", behalf.check, name="desk_for_check"),
    path("desk/bookings/<slug:code>/for/<str:day>/", behalf.day, name="desk_for_day"),
    path("desk/bookings/<slug:code>/close/", desk.close, name="desk_close"),
    path("desk/bookings/<slug:code>/<str:reference>/", desk.booking, name="desk_booking"),
    path("desk/queue/<slug:code>/", queue.call, name="desk_queue"),
    path("queue/ticket/<uuid:uuid>/", queue.ticket, name="queue_ticket"),
    path("queue/<str:office>/", queue.board, name="queue"),
    path("queue/<str:office>/now/", queue.now, name="queue_now"),
    path("queue/<str:office>/take/", queue.take, name="queue_take"),
]
