-- expect: error attack:2: invalid format (repeated flags)
return ("%------d"):format(1)
