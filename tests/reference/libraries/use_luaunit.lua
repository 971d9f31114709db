-- lua-unit: a suite with passing, failing, erring and skipped tests, in every output format
os.clock = function() return 0 end
local date = os.date
os.date = function(format) return date("!%c", 0) end
local lu = require "luaunit"
TestArithmetic = {}
function TestArithmetic:setUp() self.x = 10 end
function TestArithmetic:testAdd() lu.assertEquals(self.x + 1, 11) end
function TestArithmetic:testFail() lu.assertEquals(self.x, 11) end
function TestArithmetic:testError() error { code = 5 } end
function TestArithmetic:testErrorText() local x = nil; return x.y end
TestTables = {}
function TestTables:testDeep() lu.assertEquals({ 1, { 2, a = 3 } }, { 1, { 2, a = 3 } }) end
function TestTables:testDeepFail() lu.assertEquals({ 1, { 2, 3, 4, 5 } }, { 1, { 2, 3, 9, 5 } }) end
function TestTables:testItems() lu.assertItemsEquals({ 1, 2, 3 }, { 3, 2, 1 }) end
function TestTables:testMissing() lu.assertNil(({}).x) lu.assertNotNil(5) end
TestErrors = {}
function TestErrors:testMessage() lu.assertErrorMsgContains("boom", error, "boom") end
function TestErrors:testMessageEquals() lu.assertErrorMsgEquals("exact", error, "exact", 0) end
function TestErrors:testNoError() lu.assertError(function() end) end
function TestErrors:testStr() lu.assertStrContains("hello world", "lo w") lu.assertStrMatches("abc123", "%a+%d+") end
function TestErrors:testAlmost() lu.assertAlmostEquals(1, 1.0000001, 1e-3) lu.assertNaN(0 / 0) lu.assertIsFunction(print) end
function TestErrors:testSkip() lu.skip "not now" end
function TestErrors:testSuccess() lu.success() end
for _, format in ipairs { "text", "tap", "nil" } do
  local runner = lu.LuaUnit.new()
  runner:setOutputType(format)
  local lines, real = {}, io.stdout
  local ok, failures = pcall(runner.runSuite, runner, "--verbose")
  print(format, ok, failures)
end
print(lu.prettystr { 1, "two", { three = 3 } }, lu.private and type(lu.private))
