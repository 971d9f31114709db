-- Positional, named and computed fields, separators, nesting, trailing calls.
local function three() return 1, 2, 3 end
local t = {1, 2; 3, n = "n", ["key with space"] = true, [10] = "ten", 4,}
print(#t, t[4], t.n, t["key with space"], t[10])
print(#{three()}, #{three(), three()}, #{(three())}, #{three(), nil and 1})
print(({10, 20, 30})[2], ({a = {b = {c = "deep"}}}).a.b.c, #{{}, {{}}})
local u = {[1] = "first", "positional wins"}
print(u[1])
local v = {"a", [2] = "x", "b"}
print(v[1], v[2])
local w = {f = function() return "f" end, ["if"] = 1, [true] = "t", [1.5] = "frac"}
print(w.f(), w["if"], w[true], w[1.5])
print(pcall(function() return {[nil] = 1} end))
print(next({nil}), #{nil, nil, 3}, ({nil, nil, 3})[3])
print(#{n = 1, 2, m = 3, 4}, {} == {}, type({}))
