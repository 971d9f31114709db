-- expect: error attack:2: bad argument #1 to 'collectgarbage' (invalid option 'walk')
collectgarbage("walk")
