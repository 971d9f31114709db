-- lua-dkjson, without LPeg
local json = require "dkjson"
local value = {
  list = { 1, 2.5, -3e10, 1e-7 }, text = "quote \" back \\ nl \n tab \t ctl \1 utf \195\169 slash /", yes = true, no = false,
  null = json.null, nested = { { {} }, setmetatable({}, { __jsontype = "object" }), setmetatable({}, { __jsontype = "array" }) },
}
local order = { "list", "text", "yes", "no", "null", "nested" }
print(json.encode(value, { keyorder = order }))
print(json.encode(value, { indent = true, keyorder = order }))
for _, text in ipairs {
  '{"a":[1,2,{"b":null}],"c":"\\u00e9\\n\\ud83d\\ude00","d":-1.5e3}', "[1,2", '{"a" 1}', "nul", '"\\x"', "[1,]", "  [ ] ", "01", "1 2",
  '{"__proto__":1}', "[true,false,null]", '/* c */ [1] // d', "", '"\\ud800"',
} do
  local result, position, message = json.decode(text, 1, nil)
  print(text, type(result), position, message, type(result) == "table" and json.encode(result, { keyorder = { "a", "b", "c", "d" } }) or result)
end
print(pcall(json.encode, { print }), json.quotestring "a\226\128\168b", json.encode { 1, nil, 3 }, json.encode({ [1] = 1, [3] = 3 }))
local loop = {} loop.loop = loop
print(pcall(json.encode, loop))
print(json.encode(setmetatable({}, { __tojson = function() return "custom" end })), json.encode(1 / 0), json.encode(2 ^ 53))
local big = {}
for i = 1, 500 do big[i] = { id = i, name = "n" .. i, tags = { "a", "b" } } end
local text = json.encode(big, { keyorder = { "id", "name", "tags" } })
local back = json.decode(text)
print(#text, #back, back[500].name, json.encode(back, { keyorder = { "id", "name", "tags" } }) == text)
