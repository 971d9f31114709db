-- lua-penlight: containers, text, templates, pretty printing, lexers, data, sequences
local List, Map, Set, OrderedMap = require "pl.List", require "pl.Map", require "pl.Set", require "pl.OrderedMap"
local stringx, tablex, pretty, seq = require "pl.stringx", require "pl.tablex", require "pl.pretty", require "pl.seq"
local l = List { 10, 20, 30 }
l:append(40):insert(1, 5):extend { 50, 60 }
print(l, l:slice(2, 4), l:map "_*2", l:filter(function(x) return x > 20 end), l:reduce "+", l:index(30), l:reverse())
print(List.range(1, 10):partition(function(x) return x % 2 == 0 and "even" or "odd" end).even)
print(Set { 1, 2, 3 } * Set { 2, 3, 4 } == Set { 2, 3 }, Set.issubset(Set { 1 }, Set { 1, 2 }), Set.len(Set { 1, 2, 2 }))
local om = OrderedMap()
om:set("z", 1):set("a", 2):set("m", 3)
for k, v in om:iter() do print(k, v) end
print(om, om:keys(), om:values())
print(stringx.split("a,b,,c", ","), stringx.strip "  x  ", stringx.center("mid", 11, "*"), stringx.title "hello big world")
print(stringx.replace("aXbXc", "X", "--", 1), stringx.count("banana", "an"), stringx.partition("key=value", "="))
print(stringx.rpartition("a.b.c", "."), stringx.startswith("hello", "he"), stringx.endswith("hello", { "xx", "lo" }))
print(stringx.expandtabs("a\tb\tc", 4), stringx.ljust("ab", 5) .. "|", stringx.lines "one\ntwo\nthree" ())
print(pretty.write({ 1, 2, { 3, 4 }, "x" }, ""), pretty.write { 10, { 20, { 30 } } }, pretty.number(123456789, "N", 2))
print(tablex.deepcompare({ 1, { 2 } }, { 1, { 2 } }), List(tablex.map(function(x) return x ^ 2 end, { 1, 2, 3 })), tablex.find({ 5, 6, 7 }, 6))
print(List(tablex.range(1, 9, 3)), List(tablex.sub({ 1, 2, 3, 4 }, 2, 3)), tablex.size { a = 1, b = 2 }, tablex.compare_no_order({ 1, 2 }, { 2, 1 }))
print(seq.sum { 1, 2, 3 }, List(seq.copy(seq.filter(seq.list { 1, 5, 2, 8 }, seq.greater_than(2)))), List(seq.copy(seq.map("_+1", seq.list { 1, 2 }))))
print(seq({ 3, 1, 2 }):sort():copy(), seq.count({ 1, 2, 3 }, function(x) return x > 1 end), List(seq.copy(seq.take({ 4, 5, 6 }, 2))))
local template = require "pl.template"
print(template.substitute([[
# for i, v in ipairs(list) do
  $(i): $(v:upper())
# end
total $(#list)
]], { list = { "x", "y" }, ipairs = ipairs }))
local lexer = require "pl.lexer"
for kind, value in lexer.lua "local x = 10 -- comment\nprint('hi', x .. [[long]])" do io.write(kind, ":", tostring(value), " ") end
print()
local data = require "pl.data"
local d = data.read(require "pl.stringio".open "name age\nann 31\nbob 25\n", { delim = " " })
print(d.fieldnames, d:column_by_name "age", #d)
local class = require "pl.class"
class.Animal()
function Animal:_init(name) self.name = name end
function Animal:__tostring() return self.name .. ": " .. self:speak() end
class.Dog(Animal)
function Dog:speak() return "bark" end
class.Cat(Animal)
function Cat:_init(name, age) self:super(name) self.age = age end
function Cat:speak() return "meow at " .. self.age end
print(Dog "Fido", Cat("Felix", 3), Cat("x", 1):is_a(Animal), Dog:class_of(Cat("y", 2)))
local func = require "pl.func"
local _1, _2 = func._1, func._2
print(List.map({ 1, 2, 3 }, _1 * 2 + 1), func.compose(math.sqrt, math.abs)(-16), func.bind(math.max, 5, _1)(9))
local sip = require "pl.sip"
local t = {}
print(sip.match("$v{name}=$d{value}", "x1=42", t), t.name, t.value, sip.match("($i,$f)", "(3,4.5)", t), t[1], t[2])
local text = require "pl.text"
print(text.dedent "    one\n      two\n", text.indent("a\nb", 2), text.wrap("the quick brown fox jumps over the lazy dog", 16))
local comp = require "pl.comprehension".new()
print(List(comp "x^2 for x=1,5" ()), List(comp "x for x if x % 2 == 0" { 1, 2, 3, 4 }), comp "sum(x for x)" { 1, 2, 3 })
local permute = require "pl.permute"
for p in permute.iter { 1, 2, 3 } do io.write(table.concat(p), " ") end
print()
local array2d = require "pl.array2d"
array2d.write(array2d.map("*", { { 1, 2 }, { 3, 4 } }, 10), nil, "%3d", nil)
print(array2d.column({ { 1, 2 }, { 3, 4 } }, 2)[2], array2d.flatten({ { 1, 2 }, { 3, 4 } }))
local xml = require "pl.xml"
local doc = xml.parse("<a x='1'><b>text</b><c/></a>", false, true)
print(xml.tostring(doc), doc:child_with_name "b":get_text(), doc.attr.x)
local config = require "pl.config"
local c = config.read(require "pl.stringio".open "# c\nname = joe\nnums = 1,2,3\n[part]\nz=2\n")
print(c.name, #c.nums, c.nums[3], c.part.z)
print(require "pl.url".quote "a b&c", require "pl.url".unquote "a%20b", require "pl.types".is_callable(print))
print(pcall(require "pl.utils".assert_arg, 1, 5, "string"))
print(require "pl.utils".split("1 2  3"), require "pl.operator".optable["+"](1, 2), require "pl.lapp".process_options_string and "lapp")
local luabalanced = require "pl.luabalanced"
print(luabalanced.match_bracketed("(a(b)c) d", 1), luabalanced.match_expression("f(x)[1] + 2 rest", 1))
local Date = pcall(require, "pl.Date")
print(Date)
