"""The plugin from outside: whole pytest runs over small task folders."""
