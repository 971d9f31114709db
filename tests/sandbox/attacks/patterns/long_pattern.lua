-- expect: limit steps
return (("a"):rep(100)):find(("a?"):rep(20000) .. "b")
