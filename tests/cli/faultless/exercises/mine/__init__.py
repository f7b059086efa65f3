"""An exercise: its definition, stub and samples."""
