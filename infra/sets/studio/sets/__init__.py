"""One file a set."""
