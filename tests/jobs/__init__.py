"""The queue, the lease and the fence; the worker and the supervisor as real processes."""
