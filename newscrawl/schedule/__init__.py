"""When to poll a source, and when to look at an article again."""
