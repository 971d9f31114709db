-- expect: error attack:2: malformed pattern (ends with '%')
return ("x"):find("%")
