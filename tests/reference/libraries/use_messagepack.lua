-- lua-messagepack
local mp = require "MessagePack"
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
for _, v in ipairs {
  0, 1, 127, 128, 255, 256, 65535, 65536, 4294967295, 4294967296, -1, -32, -33, -128, -129, -32768, -32769, -2147483648,
  -2147483649, 1.5, -0.1, 1e300, 2 ^ 53, true, false, "", "short", ("x"):rep(31), ("x"):rep(32), ("x"):rep(300), {}, { 1, 2, 3 },
  { { {} } }, { a = 1 }, { "\0\255" },
} do
  local packed = mp.pack(v)
  local back = mp.unpack(packed)
  print(hex(packed):sub(1, 60), #packed, type(back), type(back) ~= "table" and (back == v) or #back)
end
print(hex(mp.pack(nil)), mp.unpack(mp.pack(nil)))
for _, bytes in ipairs { "\217", "\193", "\146\1", "\202\1", "", "\129\161a" } do print(pcall(mp.unpack, bytes)) end
mp.set_number "float"
print(hex(mp.pack(1.5)), hex(mp.pack(0.1)))
mp.set_number "double"
mp.set_array "with_hole"
print(hex(mp.pack { 1, nil, 3 }))
mp.set_array "always_as_map"
print(hex(mp.pack { 1 }))
mp.set_array "without_hole"
mp.set_string "binary"
print(hex(mp.pack "bin"))
mp.set_string "string_compat"
print(hex(mp.pack(("y"):rep(40))):sub(1, 10))
for _, v in mp.unpacker(mp.pack(1) .. mp.pack "two" .. mp.pack { 3 }) do print(type(v), type(v) == "table" and v[1] or v) end
print(pcall(mp.pack, print))
