"""Addresses of the staff pages about people."""

from django.urls import path

from cairn.home import bond_views, care_views
from cairn.home import people_views as views

app_name = "people"
urlpatterns = [
    path("", views.people, name="list"),
    path("add", views.add, name="add"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/contact", views.contact, name="contact"),
    path("<int:pk>/link", views.link, name="link"),
    path("<int:pk>/enrol", care_views.enrolment, name="enrol"),
    path("<int:pk>/discharge", care_views.leave_treatment, name="discharge"),
    path("<int:pk>/roles", care_views.roles, name="roles"),
    path("<int:pk>/team", views.team, name="team"),
    path("<int:pk>/bonds", bond_views.bonds, name="bonds"),
    path("<int:pk>/bonds/<int:bond>/end", bond_views.end, name="end_bond"),
    path("team/<int:pk>/end", views.leave_team, name="leave_team"),
]
