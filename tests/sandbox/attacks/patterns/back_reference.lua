-- expect: limit steps
return (("a"):rep(20000)):find("(.*).-%1b")
