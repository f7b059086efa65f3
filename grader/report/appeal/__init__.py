"""An appeal -> one page for staff: what was asked, what came back, and how points came of it."""
