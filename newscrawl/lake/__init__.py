"""Where records are delivered: keys, parts, storage, manifests."""
