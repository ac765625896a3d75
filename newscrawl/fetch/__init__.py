"""What Scrapy lacks in fetching: how answers are read, and the browser tier."""
