"""Parts of the benchmark of the engine that runs submissions."""
