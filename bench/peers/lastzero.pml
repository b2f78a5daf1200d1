/* Writer j: array[j] = array[j - 1] + 1. The reader goes down from the end until it finds a zero. */
byte array[N + 1]
active [N] proctype writer() { byte value; value = array[_pid]; array[_pid + 1] = value + 1 }
active proctype reader() {
  byte i = N
  do
  :: d_step { array[i] != 0 -> i-- }
  :: else -> break
  od
}
#ifdef ENDINGS
active proctype ending() {
  timeout -> c_code {
    int k;
    printf("ending");
    for (k = 0; k < N + 1; k++) printf(" %d", now.array[k]);
    printf("\n");
  }
}
#endif
