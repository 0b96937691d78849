"""What can be done by the API: each act calls the action that the page calls, once for each Idempotency-Key."""
