"""The item pipelines, in the order normalise, validate, stories, outbox."""
