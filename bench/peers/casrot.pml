/* Task i exchanges i - 1 for i, if it finds it. */
byte x
active [N] proctype task() { d_step { if :: x == _pid -> x = _pid + 1 :: else fi } }
#ifdef ENDINGS
active proctype ending() { timeout -> c_code { printf("ending %d\n", now.x); } }
#endif
