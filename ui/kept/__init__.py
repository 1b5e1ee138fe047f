"""What stays of conversations: kept for the person who had them, found again, exported, rated."""
