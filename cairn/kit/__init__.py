"""Words of no domain: what any careful product needs."""
