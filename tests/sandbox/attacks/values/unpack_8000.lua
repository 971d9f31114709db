-- expect: error attack:2: too many results to unpack
return unpack({}, 1, 8000)
