"""Commands that `scrapy` gains inside the project."""
