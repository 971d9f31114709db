-- A report with aligned columns.
local rows = {{"apple", 3, 0.5}, {"banana", 12, 0.25}, {"cherry pie", 100, 12.125}}
print(("%-12s|%6s|%10s"):format("name", "qty", "price")) print(("-"):rep(30))
local total = 0
for _, r in ipairs(rows) do print(("%-12s|%6d|%10.2f"):format(unpack(r))) total = total + r[2] * r[3] end
print(("%-12s|%6s|%10.2f"):format("total", "", total)) print(("%3d%%|%+d|%#x|%05.1f|%s"):format(50, 7, 255, 3.14159, "end"))
