-- expect: limit steps
pcall(table.foreach, { 1 }, function() while true do end end) return "escaped"
