"""Stories: what a text is recognised by, after every edit that outlets make."""
