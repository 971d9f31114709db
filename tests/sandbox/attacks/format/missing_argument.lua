-- expect: error attack:2: bad argument #2 to 'format' (no value)
return ("%d %d"):format(1)
