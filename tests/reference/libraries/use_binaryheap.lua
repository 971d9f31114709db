-- lua-binaryheap
local heap = require "binaryheap"
local h = heap.minHeap()
local x = 7
local function random() x = (x * 1103515245 + 12345) % 2147483648 return x % 1000 end
for i = 1, 200 do h:insert(random()) end
local out = {}
for i = 1, 200 do out[i] = h:pop() end
print(table.concat(out, " "), h:pop(), h:peek())
local u = heap.maxUnique()
for i = 1, 50 do u:insert(random(), "k" .. i) end
print(u:peek(), u:valueByPayload "k7", u:size())
u:update("k7", 5000) u:remove "k9" print(u:pop()) print(u:peek())
print(pcall(u.insert, u, 1, "k3"), pcall(u.insert, u, nil, "z"))
local order = {}
while u:peek() do local payload, value = u:pop() order[#order + 1] = payload .. "=" .. value end
print(table.concat(order, " "))
local by = heap.minHeap(function(a, b) return #a < #b end)
for w in ("the quick brown fox jumps over a lazy dog"):gmatch "%a+" do by:insert(w) end
print(#by:pop(), #by:pop(), #by:pop())
