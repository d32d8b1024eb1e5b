"""Starts Cairn's Django in this process, on the data directory the environment names."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.settings")
django.setup()
