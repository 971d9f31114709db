-- expect: error attack:2: invalid option '%y' to 'format'
return ("%y"):format(1)
