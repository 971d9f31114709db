-- A backtracking sudoku solver.
local puzzle = "530070000600195000098000060800060003400803001700020006060000280000419005000080079"
local g, rows, cols, boxes = {}, {}, {}, {}
for i = 1, 9 do rows[i], cols[i], boxes[i] = {}, {}, {} end
local function box(r, c) return math.floor((r - 1) / 3) * 3 + math.floor((c - 1) / 3) + 1 end
local function set(r, c, v, on) rows[r][v], cols[c][v], boxes[box(r, c)][v] = on, on, on g[r][c] = on and v or 0 end
for r = 1, 9 do g[r] = {} for c = 1, 9 do local v = tonumber(puzzle:sub((r - 1) * 9 + c, (r - 1) * 9 + c)) g[r][c] = 0 if v > 0 then set(r, c, v, true) end end end
local tries = 0
local function solve()
  local br, bc, best = nil, nil, 10
  for r = 1, 9 do for c = 1, 9 do if g[r][c] == 0 then local n = 0 for v = 1, 9 do if not (rows[r][v] or cols[c][v] or boxes[box(r, c)][v]) then n = n + 1 end end if n < best then br, bc, best = r, c, n end end end end
  if not br then return true end
  for v = 1, 9 do if not (rows[br][v] or cols[bc][v] or boxes[box(br, bc)][v]) then tries = tries + 1 set(br, bc, v, true) if solve() then return true end set(br, bc, v, nil) end end
  return false
end
print(solve(), tries)
for r = 1, 9 do print(table.concat(g[r], " ")) end
