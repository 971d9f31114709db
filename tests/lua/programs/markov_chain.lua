-- Text generation from word pairs with a deterministic generator.
local text = "the quick brown fox jumps over the lazy dog and the quick red fox runs over the sleepy dog while the lazy cat sleeps and the quick brown dog jumps over the lazy fox"
local seed = 1 local function rnd(n) seed = (seed * 16807) % 2147483647 return seed % n + 1 end
local tab, w1, w2 = {}, "\n", "\n" local function add(k, v) tab[k] = tab[k] or {} table.insert(tab[k], v) end
for w in text:gmatch("%a+") do add(w1 .. " " .. w2, w) w1, w2 = w2, w end add(w1 .. " " .. w2, "\n")
for run = 1, 4 do w1, w2 = "\n", "\n" local out = {} for i = 1, 40 do local l = tab[w1 .. " " .. w2] local w = l[rnd(#l)] if w == "\n" then break end out[#out + 1] = w w1, w2 = w2, w end print(table.concat(out, " ")) end
local states = 0 for _ in pairs(tab) do states = states + 1 end print(states)
