-- expect: value true
-- libs: debug
-- unnamed registers of loops and constructors keep their types
for i = 1, 3 do
  for n = 1, 30 do pcall(debug.setlocal, 1, n, n % 2 == 0 and "x" or {}) end
  if i then break end
end
for k, v in pairs({ 1, 2, 3 }) do for n = 1, 30 do pcall(debug.setlocal, 1, n, nil) end break end
return true
