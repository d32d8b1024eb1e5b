"""What a session leaves on record: notes written once, hours that add up, units for the payer."""
