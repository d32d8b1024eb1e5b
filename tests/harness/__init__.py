"""`./test`: all that must hold, stage by stage, ending with one line of figures."""
