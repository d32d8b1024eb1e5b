"""The live room in real browsers against a real media server, in a network of its own."""
