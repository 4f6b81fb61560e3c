"""The studio in which the sets are built, lit and rendered. Lengths are centimetres; x right, y away, z up."""
