"""Consents, restrictions, the ledger of disclosures, questions to the privacy officer, leaving, retention, break-glass."""
