"""The container's server: takes paint jobs over HTTP and paints plates with one engine."""
