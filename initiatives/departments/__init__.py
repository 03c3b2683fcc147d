"""What departments do besides the cases: their volunteer work, their boards, their requests for help."""
