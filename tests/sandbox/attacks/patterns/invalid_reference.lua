-- expect: error attack:2: invalid capture index
return ("x"):find("%1")
