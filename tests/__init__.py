"""Tests of clave."""
