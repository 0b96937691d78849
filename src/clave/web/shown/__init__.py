"""What the templates show: kept runs read into rows that need no further thinking."""
