"""The app of conversations: tables, facts, filters, review queue, hiding of details and retention; pages are in `views`."""
