/*
 * Strong reads of two leaders: replica 0 leads term 1, replica 2 stands in term 2 and leads it. A
 * read under a lease needs an applied entry of the leader's own term (whether the lease holds is
 * another model's matter); a read without one asks everybody. See docs/formal-model.md.
 *
 * Logs are counted, not kept: all entries of term 1 come from replica 0, so logs of that term are
 * prefixes of each other, and replica 2 begins with the longer one of its voters.
 *
 * What is claimed: a read sees every write that was acknowledged before it was asked for.
 */
#ifndef ENTRIES
#define ENTRIES 2
#endif
#define MEMBERS 3

byte size[MEMBERS];     /* entries in the log */
byte com[MEMBERS];      /* known to be committed */
byte applied[MEMBERS];
bit later[MEMBERS];     /* in term 2 */
bit votes[MEMBERS];
bit leads;
byte own;               /* size of the log that replica 2 began with, its own first entry comes next */
byte ack[MEMBERS];      /* acknowledged to replica 2 */
byte old[MEMBERS];      /* acknowledged to replica 0 */

byte acked;             /* acknowledged to clients */

/* One read at a time: who asks, from which commit index on, what had been acknowledged. */
byte reader = 15;
byte noted;
byte before;
bit answered[MEMBERS];

hidden byte i;

#ifdef BUG_BARRIER_BEFORE_OWN_ENTRY
#define OWNCOMMITTED true
#else
#define OWNCOMMITTED (com[2] > own)
#endif
#ifdef BUG_OLD_ANSWERS
#define EARLIER(x, m) (m == x || (x == 0 -> old[m] > 0 : later[m]))
#else
#define EARLIER(x, m) (m == x)
#endif
#ifdef BUG_NOT_APPLIED
#define READY(x) true
#else
#define READY(x) (applied[x] >= noted)
#endif
#ifdef BUG_LEASE_BEFORE_OWN_ENTRY
#define SERVES leads
#else
#define SERVES (leads && applied[2] > own)
#endif

#define ACTIVE(x) ((x == 0 && !later[0]) || (x == 2 && leads))

inline note(x) {
  d_step {
    reader = x; noted = com[x]; before = acked;
    i = 0;
    do :: i < MEMBERS -> answered[i] = EARLIER(x, i); i++ :: else -> break od;
    i = 0
  }
}

inline done() {
  reader = 15; noted = 0; before = 0;
  answered[0] = 0; answered[1] = 0; answered[2] = 0
}

#define TWOANSWERED (answered[0] + answered[1] + answered[2] >= 2)

#define EACH(m) \
  :: m != 0 && !later[m] && size[m] < size[0] && !later[0] -> \
     d_step { size[m]++; if :: size[m] > old[m] -> old[m] = size[m] :: else fi } \
  :: m != 2 && !later[m] && later[2] && !leads -> d_step { later[m] = 1; votes[m] = 1 } \
  :: leads && m != 2 && (size[m] < size[2] || ack[m] < size[2]) -> \
     d_step { later[m] = 1; size[m] = size[2]; ack[m] = size[2] } \
  :: applied[m] < com[m] -> applied[m]++ \
  :: reader == 0 && !later[m] -> answered[m] = 1 \
  :: reader == 2 && (later[m] || leads) -> d_step { later[m] = 1; answered[m] = 1 }

active proctype reads() {
  do
  EACH(0) EACH(1) EACH(2)
  /* Term 1. */
  :: !later[0] && size[0] < ENTRIES -> size[0]++
  :: !later[0] && com[0] < size[0] && (old[1] > com[0] || old[2] > com[0]) -> com[0]++
  :: !later[0] && acked < applied[0] -> acked = applied[0]
  /* Followers may hear of a commit, or not. */
  :: !later[1] && com[1] < com[0] && com[1] < size[1] -> com[1]++
  :: !later[2] && com[2] < com[0] && com[2] < size[2] -> com[2]++
  /* Term 2. */
  :: !later[2] -> d_step { later[2] = 1; votes[2] = 1 }
  :: later[2] && !leads && (votes[0] || votes[1]) ->
     d_step {
       if :: votes[0] && size[0] > size[2] -> size[2] = size[0] :: else fi;
       if :: !votes[0] && size[1] > size[2] -> size[2] = size[1] :: else fi;
       leads = 1; own = size[2]; size[2]++
     }
  :: leads && size[2] <= ENTRIES -> size[2]++
  :: leads && com[2] < size[2] && (ack[0] > own || ack[1] > own) ->
     d_step { com[2] = (ack[0] > ack[1] -> ack[0] : ack[1]) }
  :: leads && acked < applied[2] && applied[2] > own -> acked = applied[2]
  :: SERVES -> assert(applied[2] >= acked)
  :: reader == 15 && ACTIVE(0) -> note(0)
  :: reader == 15 && ACTIVE(2) && OWNCOMMITTED -> note(2)
  :: reader != 15 && TWOANSWERED && READY(reader) ->
     d_step { assert(applied[reader] >= before); done() }
  :: reader != 15 -> d_step { done() }
  od
}
