-- SHA-1 with arithmetic only.
local function band(a, b) local r, p = 0, 1 for _ = 1, 32 do local x, y = a % 2, b % 2 if x + y == 2 then r = r + p end a, b, p = (a - x) / 2, (b - y) / 2, p * 2 end return r end
local function bxor(a, b) local r, p = 0, 1 for _ = 1, 32 do local x, y = a % 2, b % 2 if x ~= y then r = r + p end a, b, p = (a - x) / 2, (b - y) / 2, p * 2 end return r end
local function bnot(a) return 4294967295 - a end local function bor(a, b) return a + b - band(a, b) end local function rol(x, n) x = x * 2 ^ n return x % 4294967296 + math.floor(x / 4294967296) end
local function sha1(msg) local h = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0} local len = #msg * 8 msg = msg .. "\128" .. ("\0"):rep((55 - #msg) % 64) for i = 7, 0, -1 do msg = msg .. string.char(math.floor(len / 256 ^ i) % 256) end
  for chunk = 1, #msg, 64 do local w = {} for i = 0, 15 do local a, b, c, d = msg:byte(chunk + i * 4, chunk + i * 4 + 3) w[i] = ((a * 256 + b) * 256 + c) * 256 + d end for i = 16, 79 do w[i] = rol(bxor(bxor(w[i - 3], w[i - 8]), bxor(w[i - 14], w[i - 16])), 1) end
    local a, b, c, d, e = unpack(h) for i = 0, 79 do local f, k if i < 20 then f, k = bor(band(b, c), band(bnot(b), d)), 0x5A827999 elseif i < 40 then f, k = bxor(bxor(b, c), d), 0x6ED9EBA1 elseif i < 60 then f, k = bor(bor(band(b, c), band(b, d)), band(c, d)), 0x8F1BBCDC else f, k = bxor(bxor(b, c), d), 0xCA62C1D6 end local t = (rol(a, 5) + f + e + k + w[i]) % 4294967296 e, d, c, b, a = d, c, rol(b, 30), a, t end
    h[1], h[2], h[3], h[4], h[5] = (h[1] + a) % 4294967296, (h[2] + b) % 4294967296, (h[3] + c) % 4294967296, (h[4] + d) % 4294967296, (h[5] + e) % 4294967296 end
  return (("%08x"):rep(5)):format(unpack(h)) end
print(sha1("")) print(sha1("abc")) print(sha1("The quick brown fox jumps over the lazy dog"))
