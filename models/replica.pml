/*
 * Log replicas: where their logs may begin and what they may drop. Storage replicas 0 (which leads
 * throughout), 1 and 2, and log replica 3, which takes the place of 2. See docs/formal-model.md.
 *
 * What is claimed: as long as any quorum's disks survive, with a storage replica among them, what
 * was acknowledged can be brought into that storage replica from those disks alone.
 */
#ifndef ENTRIES
#define ENTRIES 3
#endif
#define MEMBERS 4

byte size[MEMBERS];     /* the log ends there */
byte first[MEMBERS];    /* the log begins after that */
byte durable[MEMBERS];  /* a storage replica's store, on disk */
bit silent[MEMBERS];    /* not heard by the leader, for now */
bit learner;            /* 3 gets the log */
bit replaced;           /* 3 votes in the place of 2 */
byte com;               /* committed, and acknowledged */

#define ENDS(m, to) (size[m] >= (to) || durable[m] >= (to))
/* Of two: does the store and log of storage replica s, with the log of m, have all up to com? */
#define HAVE(s, m) \
  ((size[s] >= com || durable[s] >= com) || \
   (size[m] >= com && first[m] <= (size[s] > durable[s] -> size[s] : durable[s])))
/* A storage replica that must rebuild has no store until that is done. */
bit building;
#define COMPLETE(m) (m != 2 || !building)
#define EITHER(s, m) ((COMPLETE(s) && HAVE(s, m)) || (m < 3 && COMPLETE(m) && HAVE(m, s)))

#define LOW(x, y) ((x) < (y) -> (x) : (y))
/* Up to where the log replica may drop: what every storage voter holds durably. */
#if defined(BUG_TRIM_BY_LIVE)
#define NEEDLESS (silent[1] -> durable[0] : LOW(durable[0], durable[1]))
#elif defined(BUG_TRIM_COMMITTED)
#define NEEDLESS com
#else
#define NEEDLESS LOW(durable[0], durable[1])
#endif
/* Where its log begins. */
#ifdef BUG_BEGIN_AT_APPLIED
#define BEGIN durable[0]
#else
#define BEGIN LOW(durable[0], durable[1])
#endif
#ifdef BUG_PROMOTE_INCOMPLETE
#define PROMOTABLE true
#else
#define PROMOTABLE !building
#endif

#define VOTES(m) (m < 2 || (m == 2 && !replaced) || (m == 3 && replaced))
#define COUNTED(m, to) (VOTES(m) && size[m] >= (to))

#define FOLLOWS(m) \
  :: !silent[m] && size[m] < size[0] && first[0] <= size[m] -> size[m]++

inline check() {
  assert(EITHER(0, 1));
  if
  :: replaced -> assert(EITHER(0, 3)); assert(EITHER(1, 3))
  :: else -> assert(EITHER(0, 2)); assert(EITHER(1, 2))
  fi
}

active proctype replicas() {
  do
  :: size[0] < ENTRIES -> size[0]++
  FOLLOWS(1)
  FOLLOWS(2)
  :: learner && size[3] < size[0] && first[0] <= size[3] -> size[3]++
  :: com < size[0] && (COUNTED(1, com + 1) || COUNTED(2, com + 1) || COUNTED(3, com + 1)) ->
     d_step { com++; check() }
  :: durable[0] < com -> durable[0]++
  :: durable[1] < com && durable[1] < size[1] -> durable[1]++
  :: durable[2] < com && durable[2] < size[2] && !building -> durable[2]++
  /* A storage replica drops what its own store has, if its byte limit says so. */
  :: first[0] < durable[0] -> first[0]++
  :: !silent[1] -> silent[1] = 1
  :: silent[1] -> silent[1] = 0
  :: !silent[2] -> silent[2] = 1
  :: silent[2] -> silent[2] = 0
  /* A voter behind the leader's log begins anew: its log after the pointer, its store to rebuild. */
  :: !silent[2] && size[2] < first[0] && !building ->
     d_step {
       building = 1; durable[2] = 0; size[2] = durable[0]; first[2] = durable[0]; check()
     }
  :: building && !silent[2] -> d_step { building = 0; durable[2] = durable[0];
       if :: size[2] < durable[2] -> size[2] = durable[2] :: else fi; check() }
  :: !learner && silent[2] && first[0] <= BEGIN ->
     d_step { learner = 1; first[3] = BEGIN; size[3] = BEGIN }
  /* The change needs a quorum of both memberships; it is an entry like others. */
  :: learner && !replaced && size[0] < ENTRIES && size[3] >= com &&
       (size[1] >= com || size[2] >= com) && first[3] <= BEGIN ->
     d_step { replaced = 1; check() }
  :: replaced && first[3] < NEEDLESS && first[3] < size[3] -> d_step { first[3]++; check() }
  :: replaced && PROMOTABLE && size[2] >= com && (size[1] >= com || size[3] >= com) ->
     d_step { replaced = 0; learner = 0; first[3] = 0; size[3] = 0; check() }
  od
}
