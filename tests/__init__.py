"""What must hold for the whole product; a topic's own tests live in the topic."""
