"""What the programme costs, who leaves something after it is served, on how few the company stands, and what comes back."""
