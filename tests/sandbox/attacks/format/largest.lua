-- expect: value 409
return #("%.99f"):format(1e308)
