local function discount(order)
  return order.coupon.percent / 100
end

local function total(order)
  local sum = 0
  for _, line in ipairs(order.lines) do sum = sum + catalog.find(line.sku).price * line.count end
  local share = 1 - discount(order)
  return sum * share
end

local sum = total(orders[1])
return sum
