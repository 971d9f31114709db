-- ltn12, which comes with lua-socket: sources, sinks, filters, pumps
local ltn12 = require "ltn12"
local source, sink, filter, pump = ltn12.source, ltn12.sink, ltn12.filter, ltn12.pump
local out = {}
print(pump.all(source.string(("hello world "):rep(500)), (sink.table(out))), #out, #table.concat(out))
local upper = function(chunk) return chunk and chunk:upper() end
local doubled = function(chunk) return chunk and (chunk:gsub(".", "%0%0")) end
out = {}
print(pump.all(source.chain(source.string "chain me", filter.chain(upper, doubled)), (sink.table(out))), table.concat(out))
out = {}
print(pump.all(source.cat(source.string "one ", source.empty(), source.string "two"), (sink.table(out))), table.concat(out))
local words = { "a", "b", "c" }
local i = 0
out = {}
print(pump.all(function() i = i + 1 return words[i] end, sink.chain(upper, (sink.table(out)))), table.concat(out, ","))
print(pump.all(source.error "bad source", sink.null()))
print(pump.all(source.string "x", sink.error "bad sink"))
print(pump.step(source.string "s", sink.null()), ltn12.BLOCKSIZE, ltn12._VERSION or "none")
local rewound = source.rewind(source.string "abc")
print(rewound(), rewound "back", rewound())
local name = os.tmpname()
print(pump.all(source.string "to a file", sink.file(io.open(name, "w"))))
out = {}
print(pump.all(source.file(io.open(name)), (sink.table(out))), table.concat(out), os.remove(name))
print(source.file(nil, "no file")(), sink.file(nil, "no file")())
