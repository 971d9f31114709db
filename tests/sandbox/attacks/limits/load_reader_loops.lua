-- expect: limit steps
pcall(load, function() while true do end end) return "escaped"
