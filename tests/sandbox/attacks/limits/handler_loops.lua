-- expect: limit steps
xpcall(error, function() while true do end end) return "escaped"
