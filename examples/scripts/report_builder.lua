-- A stock report as text: print goes wherever the host says.

local rows = {}
for _, sku in ipairs(catalog.skus()) do
  local product = catalog.find(sku)
  rows[#rows + 1] = { sku = sku, name = product.name, value = product.price * product.stock, stock = product.stock }
end
table.sort(rows, function(a, b) return a.value > b.value end)

print(string.format("%-8s %-26s %6s %10s", "sku", "name", "stock", "value"))
local sum = 0
for _, row in ipairs(rows) do
  sum = sum + row.value
  print(string.format("%-8s %-26s %6d %10.2f", row.sku, row.name, row.stock, row.value))
end
return string.format("%d products worth %.2f", #rows, sum)
