-- Caching and hiding by closures: memoized functions, accessors over private state, a queue of callbacks.
-- @section closures
-- @size check=2 quick=2000 full=15000
-- @expect 2 664328
-- @expect 2000 422008
-- @expect 15000 165051

local function memoize(f)
  local known = {}
  return function(x)
    local value = known[x]
    if value == nil then
      value = f(x)
      known[x] = value
    end
    return value
  end
end

local function account(balance)
  local log = 0
  return {
    deposit = function(amount) balance = balance + amount; log = log + 1 end,
    withdraw = function(amount)
      if amount > balance then return false end
      balance = balance - amount
      log = log + 1
      return true
    end,
    balance = function() return balance, log end,
  }
end

local rounds = ...
local total = 0
for round = 1, rounds do
  local fib
  fib = memoize(function(n)
    if n < 2 then return n end
    return fib(n - 1) + fib(n - 2)
  end)
  total = (total + fib(30)) % 1000003
  local mine = account(round % 100)
  local queue = {}
  for i = 1, 20 do
    queue[i] = i % 3 == 0 and function() return mine.withdraw(i) end or function() mine.deposit(i); return true end
  end
  for i = 1, #queue do
    if queue[i]() then total = total + 1 end
  end
  local balance, log = mine.balance()
  total = total + balance + log
end
return string.format("%d", total)
