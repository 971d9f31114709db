-- Weak keys and values disappear after a full collection; strings and numbers stay.
local function fill(mode)
  local t = setmetatable({}, {__mode = mode})
  t[1] = {}; t[2] = "string"; t[3] = 3; t.k = {}; t[{}] = "obj key"; t[{}] = {}
  return t
end
local function count(t) local n = 0; for _ in pairs(t) do n = n + 1 end return n end
local v, k, kv, strong = fill("v"), fill("k"), fill("kv"), fill("")
collectgarbage() collectgarbage()
print(count(v), v[1], v[2], v[3], v.k)
print(count(k), type(k[1]), k[2], k[3], type(k.k))
print(count(kv), kv[1], kv[2], kv[3])
print(count(strong))
local keep = {}
local w = setmetatable({}, {__mode = "k"})
w[keep] = "kept"
collectgarbage()
print(w[keep], count(w))
local val = setmetatable({keep, {}}, {__mode = "v"})
collectgarbage()
print(val[1] == keep, val[2])
local f = setmetatable({}, {__mode = "v"})
f.fn = function() return keep end
f.s = "s" .. "tr"
collectgarbage()
print(f.fn, f.s)
