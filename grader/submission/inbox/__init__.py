"""A download of a class -> hand-ins, one for each student or group and attempt."""
