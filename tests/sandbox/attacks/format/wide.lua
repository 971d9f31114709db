-- expect: error attack:2: invalid format (width or precision too long)
return ("%100d"):format(1)
