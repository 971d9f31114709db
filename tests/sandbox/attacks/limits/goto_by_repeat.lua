-- expect: limit steps
repeat until false
