-- expect: limit steps
return (("a"):rep(30000)):find("[%a_]*[%d_]*[^%d]*b")
