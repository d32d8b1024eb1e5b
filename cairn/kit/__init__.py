"""Words of no domain: what any careful product needs and no clinic ever says."""
