-- expect: limit steps
-- CVE-2022-36021, CVE-2024-31228: wildcards that backtrack
return (("a"):rep(40000) .. "b"):find((".*a"):rep(20) .. "c")
