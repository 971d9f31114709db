-- expect: error attack:2: malformed pattern (missing ']')
return ("x"):find("[x")
