"""The live room measured: through the real pages, in a network of its own."""
