"""Small programs that run inside Cairn's own Django, on a bench's data: rows read and laid as Cairn does."""
