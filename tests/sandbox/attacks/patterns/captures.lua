-- expect: limit steps
return (("a"):rep(3000)):find("(a*)(a*)(a*)%3%2%1b")
