-- Integer keys that come and go: queues in one table, sets whose members change, boards that are filled and cleared.

-- a queue from 1, one that starts far away, and one in a table with other keys
for _, start in ipairs({ 1, 0, -50, 1000000, 2147483600 }) do
  for _, size in ipairs({ 1, 7, 8, 63, 64, 100 }) do
    local queue = { name = "q" }
    local first, last, sum = start, start - 1, 0
    for i = 1, size do
      last = last + 1
      queue[last] = i
    end
    for i = 1, 500 do
      sum = sum * 7 % 1000003 + queue[first]
      queue[first] = nil
      first = first + 1
      last = last + 1
      queue[last] = sum % 100
      if i % 50 == 0 then queue["extra" .. i] = i end
    end
    local count = 0
    for key, value in pairs(queue) do
      if type(key) == "number" then
        count = count + 1
        assert(key >= first and key <= last and queue[key] == value)
      end
    end
    print(start, size, sum, count, last - first + 1, queue.name, queue.extra500, queue[first - 1], queue[last + 1])
  end
end

-- a queue whose middle is taken out
do
  local q = {}
  for i = 101, 200 do q[i] = i end
  for i = 120, 180, 3 do q[i] = nil end
  for i = 201, 400 do q[i] = i q[i - 90] = nil end
  local sum, count = 0, 0
  for k, v in pairs(q) do sum, count = sum + k + v, count + 1 end
  print(sum, count, q[311], q[310], q[400])
end

-- sets of strings and of objects whose members change
do
  local set, objects, members = {}, {}, {}
  for i = 1, 60 do
    set["member " .. i] = i
    members[i] = {}
    objects[members[i]] = i
  end
  for round = 1, 400 do
    local old, new = round, round + 60
    set["member " .. old] = nil
    set["member " .. new] = new
    objects[members[old]] = nil
    members[new] = { new }
    objects[members[new]] = new
  end
  local count, sum = 0, 0
  for _, v in pairs(set) do count, sum = count + 1, sum + v end
  for o, v in pairs(objects) do count, sum = count + 1, sum + v * o[1] end
  print(count, sum, set["member 400"], set["member 401"], objects[members[400]], objects[members[401]])
end

-- marks that are set and cleared in any order
do
  local marks, total = {}, 0
  local seed = 1
  for i = 1, 16 do marks[i] = true end
  for i = 1, 2000 do
    seed = (seed * 8121 + 28411) % 134456
    local k = seed % 20 + 1
    if marks[k] then marks[k] = nil else marks[k] = i end
    if i % 100 == 0 then
      local n = 0
      for _ in pairs(marks) do n = n + 1 end
      total = total * 3 % 100003 + n
    end
  end
  for i = 20, 1, -1 do marks[i] = nil end
  print(total, #marks, next(marks))
end
