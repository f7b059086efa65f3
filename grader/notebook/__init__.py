"""`%check` in a live notebook: what ran and what it left -> findings, shown where one works."""
