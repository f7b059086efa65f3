"""What is uploaded to a platform that runs the grader itself: files in, bytes out."""
