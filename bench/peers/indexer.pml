/* Each task enters four messages of its own into a hash table of 128 places, a lock for each place. */
byte table[128]
bit taken[128]
active [N] proctype task() {
  byte m = 1, h, found
  do
  :: m > 4 -> break
  :: else ->
    d_step { h = ((m * 11 + _pid) * 7) % 128 }
    do
    :: atomic { !taken[h] -> taken[h] = 1 }
       found = table[h]
       if :: found == 0 -> table[h] = m * 11 + _pid :: else fi
       taken[h] = 0
       if :: found == 0 -> break :: else -> h = (h + 1) % 128 fi
    od
    m++
  od
}
#ifdef ENDINGS
active proctype ending() {
  timeout -> c_code {
    int k;
    printf("ending");
    for (k = 0; k < 128; k++) printf(" %d", now.table[k]);
    printf("\n");
  }
}
#endif
