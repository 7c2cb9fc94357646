"""The sub-commands of ``codearena``, a file each: ``add`` adds its parser, which names what runs it."""
