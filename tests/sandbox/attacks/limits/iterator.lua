-- expect: limit steps
pcall(function() for x in function() while true do end end do end end) return "escaped"
