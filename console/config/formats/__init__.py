"""How dates are written and read where Django's own formats of a language are not what the console needs."""
