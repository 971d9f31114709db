-- expect: error attack:2: unfinished capture
return ("x"):find("(x")
