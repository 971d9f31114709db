-- expect: error attack:2: missing '[' after '%f' in pattern
return ("x"):find("%fx")
