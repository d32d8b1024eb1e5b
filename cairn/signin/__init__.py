"""Ways to sign in, the sessions they begin, and what guards them."""
