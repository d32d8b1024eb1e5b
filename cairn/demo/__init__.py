"""The fictional organisation of `./run --demo`, and the stage that benches fill."""
