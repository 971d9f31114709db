-- lua-luassert with lua-say: assertions, spies, stubs, matchers, messages
local assert = require "luassert"
local spy, stub, match, mock = require "luassert.spy", require "luassert.stub", require "luassert.match", require "luassert.mock"
local function try(f, ...) local ok, e = pcall(f, ...) print(ok, type(e) == "table" and tostring(e) or e) end
try(function() assert.are.equal(1, 1) assert.are.same({ 1, { a = 2 } }, { 1, { a = 2 } }) assert.is_true(true) assert.is_not.falsy(1) end)
try(function() assert.are.equal(1, 2) end)
try(function() assert.are.same({ 1, 2, { 3 } }, { 1, 2, { 4 } }) end)
try(function() assert.is_nil(5) end)
try(function() assert.has_error(function() error "x" end, "y") end)
try(function() assert.has_no.errors(function() error "oops" end) end)
try(function() assert.is_string(5, "custom message") end)
try(function() assert.truthy(nil) end)
try(function() assert.near(1, 1.5, 0.1) end)
try(function() assert.matches("%d+", "abc") end)
try(function() assert.is.unique({ 1, 2, 1 }) end)
try(function() assert.error_matches(function() error("code 42", 0) end, "code %d+") end)
local s = spy.new(function(a, b) return a + b end)
print(s(1, 2), s(3, 4))
try(function() assert.spy(s).was.called(2) assert.spy(s).was.called_with(1, 2) assert.spy(s).was_not.called_with(9) end)
try(function() assert.spy(s).was.called(3) end)
try(function() assert.spy(s).was.called_with(match.is_number(), match.is_string()) end)
local t = { f = function() return "real" end }
local st = stub(t, "f").returns("stubbed") print(t.f()) st:revert() print(t.f())
local m = mock({ g = function() return 1 end }, true) print(m.g()) try(function() assert.stub(m.g).was.called(1) end)
local snapshot = assert:snapshot() assert:set_parameter("TableFormatLevel", 1) try(function() assert.same({ { { 1 } } }, { { { 2 } } }) end) snapshot:revert()
assert:register("assertion", "even", function(state, arguments) return arguments[1] % 2 == 0 end) try(function() assert.is_even(2) assert.is_not_even(3) end)
