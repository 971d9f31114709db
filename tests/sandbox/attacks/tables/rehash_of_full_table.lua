-- expect: limit steps
-- limits: steps=5000000 memory=67108864
-- a full table that loses a key and gains another is rehashed each time
local t = {}
for i = 1, 65536 do t["k" .. i] = i end
local last = 65536
while true do t["k" .. last] = nil last = last + 1 t["k" .. last] = 1 end
