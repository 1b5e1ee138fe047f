"""The time that a question says: read, told apart from what it is not, and held against what is found."""
