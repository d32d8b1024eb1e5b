"""Coming in: setting up the house, invitations, the roster, and what everybody is shown first."""
