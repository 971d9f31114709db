-- Motion of the sun and four planets: floating-point arithmetic on fields of records.
-- @section numeric
-- @size check=10 quick=5000 full=40000
-- @expect 10 -0.169075164 -0.169073022
-- @expect 5000 -0.169075164 -0.169020000
-- @expect 40000 -0.169075164 -0.169052405

local sqrt = math.sqrt
local PI = 3.141592653589793
local MASS, YEAR = 4 * PI * PI, 365.24

local function body(x, y, z, vx, vy, vz, mass)
  return { x = x, y = y, z = z, vx = vx * YEAR, vy = vy * YEAR, vz = vz * YEAR, mass = mass * MASS }
end

local bodies = {
  body(0, 0, 0, 0, 0, 0, 1),
  body(4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.00166007664274403694,
    0.00769901118419740425, -0.0000690460016972063023, 0.000954791938424326609),
  body(8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -0.00276742510726411054,
    0.00499852801234917238, 0.0000230417297573763929, 0.000285885980666130812),
  body(12.8943695621391310, -15.1111514016986312, -0.223307578892655734, 0.00296460137564761618,
    0.00237847173959480950, -0.0000296589568540237556, 0.0000436624404335156298),
  body(15.3796971148509165, -25.9193146099879641, 0.179258772950371181, 0.00268067772490389322,
    0.00162824170038242295, -0.0000951592254519715870, 0.0000515138902046611451),
}

local function advance(dt)
  local n = #bodies
  for i = 1, n do
    local a = bodies[i]
    for j = i + 1, n do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      local square = dx * dx + dy * dy + dz * dz
      local force = dt / (square * sqrt(square))
      local onto, back = b.mass * force, a.mass * force
      a.vx, a.vy, a.vz = a.vx - dx * onto, a.vy - dy * onto, a.vz - dz * onto
      b.vx, b.vy, b.vz = b.vx + dx * back, b.vy + dy * back, b.vz + dz * back
    end
  end
  for i = 1, n do
    local a = bodies[i]
    a.x, a.y, a.z = a.x + dt * a.vx, a.y + dt * a.vy, a.z + dt * a.vz
  end
end

local function energy()
  local e = 0
  for i, a in ipairs(bodies) do
    e = e + a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz) / 2
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      e = e - a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  return e
end

local px, py, pz = 0, 0, 0
for _, a in ipairs(bodies) do
  px, py, pz = px + a.vx * a.mass, py + a.vy * a.mass, pz + a.vz * a.mass
end
local sun = bodies[1]
sun.vx, sun.vy, sun.vz = -px / MASS, -py / MASS, -pz / MASS

local steps = ...
local before = energy()
for _ = 1, steps do advance(0.01) end
return string.format("%.9f %.9f", before, energy())
