-- Turns a payment provider's webhook into the shop's own event. fetch_customer is an async function of the
-- host: the script just calls it, and waits while others run.

local function parse_query(text)
  local fields = {}
  for key, value in text:gmatch("([%w_]+)=([^&]*)") do
    value = value:gsub("+", " "):gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end)
    fields[key] = value
  end
  return fields
end

local fields = parse_query(webhook)
local customer = fetch_customer(fields.customer)
log("customer " .. fields.customer .. " is " .. customer.name)

local cents = tonumber(fields.amount)
return {
  type = "payment." .. fields.status,
  order = tonumber(fields.order),
  amount = { value = cents / 100, currency = fields.currency:upper() },
  customer = { id = fields.customer, name = customer.name, tier = customer.tier },
  note = fields.note,
}
