"""Reports and measures."""

from django.urls import path

from cairn.home import measure_views, report_views

app_name = "moderation"
urlpatterns = [
    path("", report_views.reports, name="reports"),
    path("message/<int:pk>", report_views.about_message, name="about_message"),
    path("person/<int:pk>", report_views.about_person, name="about_person"),
    path("<int:pk>/", report_views.one, name="report"),
    path("<int:pk>/take", report_views.take, name="take"),
    path("<int:pk>/close", report_views.close, name="close"),
    path("<int:pk>/step", measure_views.from_report, name="step"),
    path("step/message/<int:pk>", measure_views.about_message, name="step_message"),
    path("step/seat/<int:pk>", measure_views.about_seat, name="step_seat"),
    path("step/room/<int:pk>", measure_views.about_room, name="step_room"),
    path("steps/<int:pk>", measure_views.one, name="measure"),
    path("steps/<int:pk>/end", measure_views.end, name="end"),
]
