"""What must hold in this topic."""
