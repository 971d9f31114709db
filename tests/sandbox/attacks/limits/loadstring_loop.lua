-- expect: limit steps
pcall(loadstring("while true do end")) return "escaped"
