-- All solutions for several boards, and one drawn.
local function queens(n)
  local count, first, cols, d1, d2, pos = 0, nil, {}, {}, {}, {}
  local function place(r)
    if r > n then count = count + 1 if not first then first = {unpack(pos)} end return end
    for c = 1, n do
      if not cols[c] and not d1[r + c] and not d2[r - c + n] then
        cols[c], d1[r + c], d2[r - c + n], pos[r] = true, true, true, c
        place(r + 1)
        cols[c], d1[r + c], d2[r - c + n] = nil, nil, nil
      end
    end
  end
  place(1)
  return count, first
end
for n = 1, 7 do print(n, (queens(n))) end
local _, s = queens(8)
for r = 1, 8 do local line = {} for c = 1, 8 do line[c] = s[r] == c and "Q" or "." end print(table.concat(line, " ")) end
