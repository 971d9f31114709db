-- expect: value false, false
return (pcall(os.clock)), (pcall(os.time))
