"""clave for assistants: the Model Context Protocol over stdin and stdout, which only reads. (ADR 0043)"""
