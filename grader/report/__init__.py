"""Result -> what people read: HTML, text, JSON."""
