-- expect: limit steps
return (("a"):rep(30000)):find((".-"):rep(10) .. "b")
