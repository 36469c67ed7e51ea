-- Counts one request of KEYS[1]. Returns 0 if it is let in, or the microseconds to wait.
--
-- ARGV[1] is the interval in which one more is let in, ARGV[2] the interval times (burst - 1), in microseconds.
-- The value of the key is the theoretical arrival time: when its bucket is full again. Redis runs a script
-- atomically, so no two requests see the same bucket.
--
-- The time is that of the server, because the clocks of its clients differ. It needs Redis 5 or newer, which
-- replicates the writes of a script instead of the script itself.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local interval, tolerance = tonumber(ARGV[1]), tonumber(ARGV[2])

local latest = tonumber(redis.call('GET', KEYS[1])) or now
-- Never later than a full bucket taken out now: if it is, the clock was set back, or the quota is another one.
latest = math.max(now, math.min(latest, now + tolerance + interval))

local wait = latest - tolerance - now
if wait > 0 then
    return wait
end
local next = latest + interval
-- '%.0f', as the usual form of a number has 14 digits only. It is gone when the bucket is full.
redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000))
return 0
