-- Encoding and decoding with patterns.
local function urlenc(s) return (s:gsub("[^%w%-%._~ ]", function(c) return ("%%%02X"):format(c:byte()) end):gsub(" ", "+")) end local function urldec(s) return (s:gsub("+", " "):gsub("%%(%x%x)", function(h) return string.char(tonumber(h, 16)) end)) end
local s = "a b&c=d/e?f\0\255%" print(urlenc(s), urldec(urlenc(s)) == s) local q = {} for k, v in ("name=Bob+Smith&age=42&x=%26"):gmatch("([^&=]+)=([^&=]*)") do q[k] = urldec(v) end print(q.name, q.age, q.x)
local ents = {["<"] = "&lt;", [">"] = "&gt;", ["&"] = "&amp;", ['"'] = "&quot;"} print((('<a href="x">T & C</a>'):gsub('[<>&"]', ents))) print((("<b>bold</b> <i>it</i>"):gsub("<[^>]+>", "")))
local b = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local function b64(data) return ((data:gsub(".", function(x) local r, n = "", x:byte(); for i = 8, 1, -1 do r = r .. (n % 2 ^ i - n % 2 ^ (i - 1) > 0 and "1" or "0") end return r end) .. "0000"):gsub("%d%d%d?%d?%d?%d?", function(x) if #x < 6 then return "" end local c = 0; for i = 1, 6 do c = c + (x:sub(i, i) == "1" and 2 ^ (6 - i) or 0) end return b:sub(c + 1, c + 1) end) .. ({"", "==", "="})[#data % 3 + 1]) end
print(b64("hello world"), b64("a"), b64("ab"), b64("abc"), b64(""))
