/* Each task takes a block for an inode that has none, looking from a place of its own. */
byte inode[32]
bit inodeTaken[32], blockTaken[26], busy[26]
active [N] proctype task() {
  byte i, b
  bit found
  d_step { i = _pid % 32; b = (i * 2) % 26 }
  atomic { !inodeTaken[i] -> inodeTaken[i] = 1 }
  if
  :: inode[i] == 0 ->
    do
    :: atomic { !blockTaken[b] -> blockTaken[b] = 1 }
       found = busy[b]
       if :: !found -> busy[b] = 1; inode[i] = b + 1 :: else fi
       blockTaken[b] = 0
       if :: !found -> break :: else -> b = (b + 1) % 26 fi
    od
  :: else
  fi
  inodeTaken[i] = 0
}
#ifdef ENDINGS
active proctype ending() {
  timeout -> c_code {
    int k;
    printf("ending");
    for (k = 0; k < 32; k++) printf(" %d", now.inode[k]);
    for (k = 0; k < 26; k++) printf(" %d", now.busy[k]);
    printf("\n");
  }
}
#endif
