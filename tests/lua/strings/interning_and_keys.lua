-- Equal strings built in different ways are the same key.
local t = {} t["abc"] = 1 t["a" .. "bc"] = 2 t[("xabcx"):sub(2, 4)] = 3 t[table.concat{"a", "b", "c"}] = 4 t[("ABC"):lower()] = 5
local n = 0 for k, v in pairs(t) do n = n + 1; print(k, v) end print(n)
t["__proto__"] = "p" t["constructor"] = "c" t["toString"] = "ts" t["hasOwnProperty"] = "h" t["valueOf"] = "v" t["then"] = "th" t["length"] = "len" t[""] = "empty" t["0"] = "zero string" t[0] = "zero" t["-1"] = "m" t["1"] = "one string" t["$x"] = "dollar"
for _, k in ipairs{"__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "then", "length", "", "0", 0, "-1", "1", "$x", "prototype", "__defineGetter__", 1, -1, "isPrototypeOf"} do print(k, t[k]) end
print(({}).__proto__, ({}).constructor, ({}).toString, #{length = 5}, rawget({}, "hasOwnProperty"), __proto__, constructor, toString)
