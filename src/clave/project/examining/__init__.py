"""What `clave doctor` finds in a running installation: its state, its work, what lies around it, what is set unsafely."""
