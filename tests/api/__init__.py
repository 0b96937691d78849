"""The API as another system asks it."""
