-- expect: value 0
return #("x"):rep(-5)
