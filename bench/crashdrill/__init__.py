"""The crash drill: people write and check in while web and worker are killed; then everything is counted."""
