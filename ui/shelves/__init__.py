"""The library: what the archive holds, what is added to it and removed from it, on a page of its own."""
