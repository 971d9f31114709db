-- expect: limit steps
-- libs: debug
debug.sethook(function() while true do end end, "", 1) return "escaped"
