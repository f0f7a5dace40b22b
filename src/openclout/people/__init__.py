"""Which accounts are one person. Pure."""
