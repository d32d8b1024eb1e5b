"""What a page costs: queries, server time, bytes over the wire, memory of the embedded process."""
