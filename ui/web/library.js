// What the archive holds: sorting, adding and removing.
