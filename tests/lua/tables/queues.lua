-- Tables used as queues: the head moves on, keys are removed and others added, and nothing is lost or found twice.
local function check(width, rounds, extra)
  local queue, head, tail, sum = {}, 1, 0, 0
  if extra then queue.name, queue[-1], queue[0.5] = "q", "minus", "half" end
  for i = 1, width do tail = tail + 1; queue[tail] = i end
  for i = 1, rounds do
    local value = queue[head]
    queue[head] = nil
    head = head + 1
    tail = tail + 1
    queue[tail] = value % 97 + i
    sum = sum + value
    if extra and i % 50 == 0 then queue["k" .. i % 7] = i end
  end
  local count, left = 0, 0
  for key, value in pairs(queue) do
    if type(key) == "number" and key >= head then
      assert(key <= tail)
      count, left = count + 1, left + value
    end
  end
  assert(queue[head - 1] == nil and queue[tail + 1] == nil)
  local names = {}
  for _, name in ipairs({ "name", "k0", "k1", "k2", "k3", "k4", "k5", "k6" }) do
    names[#names + 1] = tostring(queue[name])
  end
  print(width, rounds, sum, count, left, queue.name, queue[-1], queue[0.5], table.concat(names, " "))
end
for _, width in ipairs({ 1, 2, 3, 7, 10, 16, 17, 40, 100 }) do
  check(width, 500, false)
  check(width, 500, true)
end
