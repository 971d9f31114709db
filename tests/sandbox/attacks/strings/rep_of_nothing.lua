-- expect: value 0
return #(""):rep(1e12)
