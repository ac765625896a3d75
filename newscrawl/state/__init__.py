"""What crawls remember, in one database."""
