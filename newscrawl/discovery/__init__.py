"""Bytes of a feed, sitemap or listing -> links."""
