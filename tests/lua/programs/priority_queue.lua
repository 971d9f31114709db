-- Binary heap; heapsort and Dijkstra on top.
local Heap = {} Heap.__index = Heap
function Heap.new(lt) return setmetatable({n = 0, lt = lt or function(a, b) return a < b end}, Heap) end
function Heap:push(v) local i = self.n + 1 self.n = i self[i] = v while i > 1 do local p = math.floor(i / 2) if not self.lt(self[i], self[p]) then break end self[i], self[p] = self[p], self[i] i = p end end
function Heap:pop() if self.n == 0 then return nil end local top = self[1] self[1] = self[self.n] self[self.n] = nil self.n = self.n - 1 local i = 1 while true do local l, s = 2 * i, i if l <= self.n and self.lt(self[l], self[s]) then s = l end if l + 1 <= self.n and self.lt(self[l + 1], self[s]) then s = l + 1 end if s == i then break end self[i], self[s] = self[s], self[i] i = s end return top end
local h = Heap.new() for _, v in ipairs{5, 3, 8, 1, 9, 2, 7} do h:push(v) end local out = {} while h.n > 0 do out[#out + 1] = h:pop() end print(table.concat(out, " "), h:pop())
local g = {A = {B = 7, C = 9, F = 14}, B = {A = 7, C = 10, D = 15}, C = {A = 9, B = 10, D = 11, F = 2}, D = {B = 15, C = 11, E = 6}, E = {D = 6, F = 9}, F = {A = 14, C = 2, E = 9}}
local function dijkstra(src) local dist, prev = {}, {} local q = Heap.new(function(a, b) if a[1] ~= b[1] then return a[1] < b[1] end return a[2] < b[2] end) dist[src] = 0 q:push{0, src} while q.n > 0 do local d, u = unpack(q:pop()) if d == dist[u] then for v, w in pairs(g[u]) do if not dist[v] or d + w < dist[v] then dist[v] = d + w prev[v] = u q:push{d + w, v} end end end end return dist, prev end
local dist, prev = dijkstra("A") for _, n in ipairs{"A", "B", "C", "D", "E", "F"} do local path, x = {n}, n while prev[x] do x = prev[x] table.insert(path, 1, x) end print(n, dist[n], table.concat(path, "->")) end
local big, x = Heap.new(), 1 for i = 1, 2000 do x = (x * 48271) % 2147483647 big:push(x) end local last, ok = -1, true while big.n > 0 do local v = big:pop() if v < last then ok = false end last = v end print(ok)
