-- Integral doubles print with no point up to 14 digits, then in %.14g form.
for _, v in ipairs{0, 1, -1, 99999999999999, 100000000000000, 999999999999999, 1e15, 1e16, 123456789012345, -99999999999999,
  2^31, 2^32, 2^53, 2^63, 2^64, 1e100, 1e21, 1e22, 12345678901234567890} do
  print(v, tostring(v), v .. "")
end
