-- Pancake flipping over all permutations: integer arithmetic and short arrays.
-- @section numeric
-- @size check=4 quick=8 full=9
-- @expect 4 4 4
-- @expect 8 1616 22
-- @expect 9 8629 30

local function fannkuch(n)
  local p, q, s = {}, {}, {}
  local sign, largest, checksum = 1, 0, 0
  for i = 1, n do p[i], q[i], s[i] = i, i, i end
  while true do
    local first = p[1]
    if first ~= 1 then
      for i = 2, n do q[i] = p[i] end
      local flips = 1
      while true do
        local value = q[first]
        if value == 1 then
          checksum = checksum + sign * flips
          if flips > largest then largest = flips end
          break
        end
        q[first] = first
        if first >= 4 then
          local i, j = 2, first - 1
          repeat
            q[i], q[j] = q[j], q[i]
            i, j = i + 1, j - 1
          until i >= j
        end
        first, flips = value, flips + 1
      end
    end
    if sign == 1 then
      p[1], p[2] = p[2], p[1]
      sign = -1
    else
      p[2], p[3] = p[3], p[2]
      sign = 1
      for i = 3, n do
        local left = s[i]
        if left ~= 1 then
          s[i] = left - 1
          break
        end
        if i == n then return checksum, largest end
        s[i] = i
        local moved = p[1]
        for j = 1, i do p[j] = p[j + 1] end
        p[i + 1] = moved
      end
    end
  end
end

local n = ...
return string.format("%d %d", fannkuch(n))
