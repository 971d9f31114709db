-- expect: value 7000
return select("#", ("x"):rep(7000):byte(1, -1))
