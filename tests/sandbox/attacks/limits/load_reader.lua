-- expect: limit steps
pcall(load, function() return " " end) return "escaped"
