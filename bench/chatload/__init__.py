"""A peer-neutral load generator for group chat: one scenario for all, one driver a protocol."""
