-- Lists of expressions keep all values of the last call only; parentheses keep one.
local function mr() return 1, 2, 3 end
local function none() end
print(mr(), mr()) print((mr())) print(mr(), 10) print(({mr(), mr()})[4])
print(#{mr(), none()}, #{none(), mr()}, select("#", none()), select("#", (none())))
local a, b, c, d = mr(), none()
print(a, b, c, d)
local t = {none()}
print(#t, none() == nil, (none()))
print(mr() + 1, mr() .. "", -mr(), {mr()} ~= nil, mr() == 1)
if none() then print("no") else print("none is false") end
print(pcall(tostring, none()))
print(type(mr()), pcall(type, none()))
