-- Least recently used cache on a doubly linked list.
local LRU = {} LRU.__index = LRU
function LRU.new(cap) local h, t = {}, {} h.next, t.prev = t, h return setmetatable({cap = cap, n = 0, map = {}, head = h, tail = t, hits = 0, misses = 0}, LRU) end
local function unlink(e) e.prev.next, e.next.prev = e.next, e.prev end
function LRU:front(e) e.next, e.prev = self.head.next, self.head e.next.prev, self.head.next = e, e end
function LRU:get(k) local e = self.map[k] if not e then self.misses = self.misses + 1 return nil end self.hits = self.hits + 1 unlink(e) self:front(e) return e.v end
function LRU:put(k, v)
  local e = self.map[k]
  if e then e.v = v unlink(e) self:front(e) return end
  if self.n >= self.cap then local l = self.tail.prev unlink(l) self.map[l.k] = nil self.n = self.n - 1 end
  e = {k = k, v = v} self.map[k] = e self:front(e) self.n = self.n + 1
end
function LRU:keys() local t, e = {}, self.head.next while e ~= self.tail do t[#t + 1] = e.k e = e.next end return table.concat(t, " ") end
local c = LRU.new(3)
c:put("a", 1) c:put("b", 2) c:put("c", 3) print(c:keys()) print(c:get("a"), c:keys()) c:put("d", 4) print(c:keys(), c:get("b")) c:put("a", 10) print(c:get("a"), c:keys(), c.n)
local big = LRU.new(50)
local x = 7
for i = 1, 5000 do x = (x * 31 + 17) % 101 if not big:get(x) then big:put(x, i) end end
print(big.hits, big.misses, big.n)
