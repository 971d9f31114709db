-- expect: error attack:2: unbalanced pattern
return ("x"):find("%b")
