"""Addresses of this topic."""

from django.urls import path

from cairn.checkins import views, weekly_views

app_name = "checkins"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("new", views.new, name="new"),
    path("not-today", views.not_today, name="not_today"),
    path("trend", views.trend, name="trend"),
    path("week", weekly_views.checkpoint, name="checkpoint"),
    path("weeks", weekly_views.weekly, name="weekly"),
    path("victories/<int:pk>/", weekly_views.victories_of, name="victories"),
    path("of/<int:pk>/", views.of, name="of"),
    path("shown/<int:pk>/take-back", views.take_back, name="take_back"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/show", views.show_more, name="show"),
    path("<int:pk>/encourage", views.encourage, name="encourage"),
]
