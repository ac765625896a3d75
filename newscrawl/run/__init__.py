"""One crawl's life: books, live view, report and exit code."""
