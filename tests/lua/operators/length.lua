-- # on strings and sequences.
print(#"", #"abc", #"\0\0", #"a\0b")
print(#{}, #{1, 2, 3}, #{nil}, #{n = 1})
local t = {}
for i = 1, 100 do t[i] = i end
print(#t)
t[#t] = nil
print(#t)
t[#t + 1] = "x"
print(#t, t[#t])
print(pcall(function() return #5 end))
print(pcall(function() return #nil end))
print(pcall(function() local x = true; return #x end))
print(pcall(function() return #print end))
