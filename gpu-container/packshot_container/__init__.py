"""The container's server: takes jobs over HTTP, and paints plates with an engine or finds products with a segmenter."""
