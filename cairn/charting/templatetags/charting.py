"""Minutes as hours."""

from django.template import Library

register = Library()


@register.filter
def hours(minutes: int) -> str:
    """Minutes as hours and minutes: 90 is 1:30 h."""
    return f"{minutes // 60}:{minutes % 60:02} h"
