/* N tasks store a value of their own each to one variable; it is read when all have. */
byte x, ended
active [N] proctype writer() { d_step { x = _pid + 1; ended++ } }
active proctype last() { byte value; ended == N; value = x }
#ifdef ENDINGS
active proctype ending() { timeout -> c_code { printf("ending %d\n", now.x); } }
#endif
