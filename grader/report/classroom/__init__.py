"""The class overview: stored results -> statistics -> one page for the people who teach."""
