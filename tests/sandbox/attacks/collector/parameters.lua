-- expect: value 200, 0, 200, -5
return collectgarbage("setpause", 0), collectgarbage("setpause", 200), collectgarbage("setstepmul", -5), collectgarbage("setstepmul", 200)
