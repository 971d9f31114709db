-- expect: error attack:2: stack overflow (string slice too long)
return ("x"):rep(1e6):byte(1, -1)
