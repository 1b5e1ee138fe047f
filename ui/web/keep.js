// Conversations that are kept: opening, renaming, deleting.
