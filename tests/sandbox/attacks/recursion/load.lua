-- expect: value true
-- limits: steps=20000000
-- nested loads run out of C stack, as in the reference, and each of them goes on
local depth, message = 0, nil
local function f() depth = depth + 1 if depth < 1e5 then local _, e = load(f) message = message or e end end
return pcall(f) and depth > 1e5 and message == "C stack overflow"
