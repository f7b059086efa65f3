"""Similar submissions -> a page for staff."""
