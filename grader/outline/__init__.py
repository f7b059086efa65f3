"""What must hold among a student's own values -> findings, without any true value."""
