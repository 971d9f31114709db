-- Classes with single inheritance through __index.
local Animal = {} Animal.__index = Animal
function Animal.new(name) return setmetatable({name = name}, Animal) end
function Animal:speak() return self.name .. " makes a sound" end
function Animal:kind() return "animal" end
local Dog = setmetatable({}, {__index = Animal}) Dog.__index = Dog
function Dog.new(name, breed) local d = Animal.new(name); d.breed = breed; return setmetatable(d, Dog) end
function Dog:speak() return self.name .. " barks, " .. Animal.speak(self) end
local a, d = Animal.new("Generic"), Dog.new("Rex", "Lab")
print(a:speak()) print(d:speak()) print(d:kind(), d.breed)
print(getmetatable(d) == Dog, getmetatable(getmetatable(d)).__index == Animal)
Dog.__tostring = function(self) return "Dog(" .. self.name .. ")" end
print(tostring(d))
Animal.legs = 4
print(d.legs, rawget(d, "legs"))
d.legs = 3
print(d.legs, Dog.new("B").legs)
