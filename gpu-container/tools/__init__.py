"""Programs for building and testing the container; no part of its image."""
