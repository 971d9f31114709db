-- Searching several parents with a function, caching what is found.
local function search(k, parents) for i = 1, #parents do local v = parents[i][k]; if v ~= nil then return v end end end
local function class(...)
  local parents = {...}
  local c = {}
  setmetatable(c, {__index = function(t, k) local v = search(k, parents); rawset(t, k, v); return v end})
  c.__index = c
  function c:new(o) return setmetatable(o or {}, c) end
  return c
end
local Named = {getname = function(self) return self.name end, setname = function(self, n) self.name = n end}
local Account = {balance = 0, deposit = function(self, v) self.balance = self.balance + v end}
local NamedAccount = class(Account, Named)
local acc = NamedAccount:new{name = "Paul"}
acc:deposit(100) acc:deposit(20)
print(acc:getname(), acc.balance, Account.balance)
acc:setname("Bob")
print(acc:getname(), rawget(NamedAccount, "getname") == Named.getname, acc.missing)
