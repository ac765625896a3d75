"""The outlets, one file each, facts only."""
