"""What was found -> the files of services: GitHub, JUnit, Classroom 50."""
