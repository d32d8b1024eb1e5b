"""Addresses of this topic."""

from django.urls import path

from cairn.meetings import arranging_views, board_views, changing_views, feed_views, keeping_views, plan_views, views

app_name = "meetings"
urlpatterns = [
    path("week/", views.week, name="week"),
    path("week/calendar", feed_views.calendar, name="calendar"),
    path("week/calendar/end", feed_views.end, name="calendar_end"),
    path("calendar/<str:token>.ics", feed_views.feed, name="feed"),
    path("sessions/", board_views.board, name="board"),
    path("sessions/new", arranging_views.new, name="new"),
    path("sessions/<int:pk>/", views.session, name="session"),
    path("sessions/<int:pk>/cannot-come", views.cannot, name="cannot_come"),
    path("sessions/<int:pk>/coming", views.coming, name="coming"),
    path("sessions/<int:pk>/instead", views.instead, name="instead"),
    path("sessions/<int:pk>/move", changing_views.move, name="move"),
    path("sessions/<int:pk>/change", changing_views.change, name="change"),
    path("sessions/<int:pk>/lead", changing_views.lead, name="lead"),
    path("sessions/<int:pk>/cancel", changing_views.cancel, name="cancel"),
    path("sessions/<int:pk>/restore", changing_views.restore, name="restore"),
    path("sessions/<int:pk>/end-series", changing_views.end, name="end_series"),
    path("sessions/words/<int:pk>", board_views.words, name="words"),
    path("sessions/places", keeping_views.places, name="places"),
    path("sessions/places/<int:pk>", keeping_views.place, name="place"),
    path("sessions/holidays", keeping_views.holidays, name="holidays"),
    path("sessions/holidays/<int:pk>/drop", keeping_views.drop, name="holiday_drop"),
    path("sessions/plans/", plan_views.plans, name="plans"),
    path("sessions/plans/new", plan_views.new, name="plan_new"),
    path("sessions/plans/<int:pk>/", plan_views.plan, name="plan"),
    path("sessions/plans/<int:pk>/edit", plan_views.edit, name="plan_edit"),
    path("sessions/plans/<int:pk>/copy", plan_views.copy, name="plan_copy"),
    path("sessions/plans/<int:pk>/share", plan_views.share, name="plan_share"),
    path("sessions/plans/<int:pk>/retire", plan_views.retire, name="plan_retire"),
    path("sessions/plans/library/<slug:key>", plan_views.ours, name="plan_ours"),
]
