"""From files to a searchable index: load, clean, outline, split, embed, index."""
