-- expect: limit steps
-- limits: steps=100000
return (("a"):rep(28)):find(("a?"):rep(28) .. ("a"):rep(28) .. "b")
