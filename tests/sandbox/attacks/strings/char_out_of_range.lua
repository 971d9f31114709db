-- expect: error attack:2: bad argument #1 to 'char' (invalid value)
return string.char(256)
