"""What must hold of the house itself: sizes, floors, documents, messages, Makefile."""
