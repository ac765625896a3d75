"""Speed and quality, measured; and what is learnt from real pages."""
