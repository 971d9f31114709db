-- Prices every order. A shop's own rules: the host knows nothing of discounts.

local rules = {
  function(line, product)
    if product.group == "hardware" and line.count >= 10 then return 0.10, "bulk hardware" end
  end,
  function(line, product)
    if product.stock == 0 then return 0.05, "back order" end
  end,
}

local function price(line)
  local product = catalog.find(line.sku)
  if not product then error("no such product: " .. line.sku) end
  local full = product.price * line.count
  for _, rule in ipairs(rules) do
    local discount, why = rule(line, product)
    if discount then
      log(string.format("%-8s -%d%% %s", line.sku, discount * 100, why))
      return full * (1 - discount)
    end
  end
  return full
end

local totals = {}
for _, order in ipairs(orders) do
  local total = 0
  for _, line in ipairs(order.lines) do total = total + price(line) end
  totals["order " .. order.id] = string.format("%.2f", total)
end
return totals
