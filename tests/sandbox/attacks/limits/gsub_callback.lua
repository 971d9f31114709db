-- expect: limit steps
pcall(string.gsub, "x", ".", function() while true do end end) return "escaped"
