-- expect: limit steps
while true do xpcall(function() assert(false) end, function() xpcall(error, error) end) end
