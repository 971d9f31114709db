-- expect: limit steps
-- P8
return (("a"):rep(30000)):find(("a*"):rep(20) .. "b")
