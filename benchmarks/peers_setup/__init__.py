"""What the comparison with other graders needs: submissions, environments, tools, measuring."""
