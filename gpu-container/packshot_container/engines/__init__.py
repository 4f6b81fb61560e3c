"""The engines, one file each, behind the interface of `engine.py`."""
