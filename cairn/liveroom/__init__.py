"""The live room: people see and hear each other, and the house alone decides who is let in."""
