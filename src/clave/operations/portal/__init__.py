"""What the customer reads and asks in its portal: pure words and rules, with nothing that is ours alone."""
