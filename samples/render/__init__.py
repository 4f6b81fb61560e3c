"""The studio in which the sample photos are made: shapes, light, camera and development."""
