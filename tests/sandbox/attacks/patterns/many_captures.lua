-- expect: error attack:2: too many captures
return ("x"):find(("()"):rep(33))
