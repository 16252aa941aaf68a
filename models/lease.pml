/*
 * The lease of a leader, replica 0, in term 1, against the election of another in term 2. See
 * docs/formal-model.md.
 *
 * Time is counted in ticks, and never urges anybody: all that is not forbidden by a timer may
 * happen at any moment or not at all. A promise lasts PROMISE ticks by the fastest clock that is
 * allowed; a lease lasts LEASE by the slowest. The margin is what makes LEASE <= PROMISE.
 *
 * The leader pings all the time, so a follower may hear, at any moment, a ping of any age. Its pong
 * is on its way as long as it likes, one at a time for each follower. So are the acknowledgements
 * of the leader's appends.
 *
 * What is claimed: while the leader counts on its lease, nobody leads term 2.
 */
#ifndef PROMISE
#define PROMISE 2
#endif
#ifdef BUG_NO_MARGIN
#define LEASE (PROMISE + 1)
#else
#define LEASE PROMISE
#endif

#define MEMBERS 3
#define NONE 15

/* Of the two followers; 0 is the leader itself. */
byte promise[MEMBERS];  /* ticks for which it neither votes nor stands */
bit follows[MEMBERS];   /* accepted an append of term 1, since it began */
bit later[MEMBERS];     /* is in term 2 */
bit standing[MEMBERS];  /* asks for pre-votes: it does not hear the leader */
byte heard[MEMBERS];    /* ticks since a ping of the leader's node was heard, up to PROMISE */
bit left[MEMBERS];      /* its node lists a withdrawal in each pong */
byte sent[MEMBERS];     /* the pong on its way: age of the ping that it answers, or NONE */
bit lists[MEMBERS];     /* whether that pong lists the withdrawal */
bit new[MEMBERS];       /* whether it is the news of another process of its node */
bit unseen[MEMBERS];    /* the leader's node has no pong of this process yet */
byte restarts[MEMBERS]; /* how often it may still restart, as process or as group */
bit votes[MEMBERS];     /* voted for replica 2 in term 2 */

/* What the leader knows. */
byte support[MEMBERS];  /* age of the newest ping whose pong it has, up to LEASE */
bit counted[MEMBERS];   /* has confirmed the term */
bit answer[MEMBERS];    /* an acknowledgement that will count is on its way */
bit seen[MEMBERS];     /* the withdrawal was read */

/* Hand-over to replica 2: the leader has left term 1, has said so, which may arrive at any time, and
 * has voted for replica 2. */
bit handover;
bit permitted;          /* replica 2 stands with the leader's permission */
bit stands;             /* replica 2 stands in term 2 */
bit leads;              /* and leads it */

hidden byte i;

#define GOODFOR(m) counted[m] && support[m] < LEASE
#if defined(BUG_NO_REVOCATION)
#define LEFT false
#else
#define LEFT handover
#endif
#define LEASED (!LEFT && ((GOODFOR(1)) || (GOODFOR(2))))

#ifdef BUG_NO_PROMISE
#define PROMISEIGNORED true
#else
#define PROMISEIGNORED false
#endif

/* May this member vote for replica 2 in term 2? */
#if defined(BUG_NO_PROMISE)
#define FREE(m) true
#else
#define FREE(m) (promise[m] == 0 || permitted)
#endif

inline promises(m, ticks) {
  if :: promise[m] < ticks -> promise[m] = ticks :: else fi
}

/* Out of term 1, for good. */
inline leave(m) {
  later[m] = 1; standing[m] = 0;
#ifndef BUG_NO_WITHDRAWAL
  if :: follows[m] -> left[m] = 1; seen[m] = 0 :: else fi;
#endif
  follows[m] = 0; promise[m] = 0; heard[m] = PROMISE
}

inline news(m) {
  counted[m] = 0;
#ifndef BUG_LATE_ANSWER
  answer[m] = 0
#endif
}

/* A pong that is too old counts for nothing, unless it brings news. */
inline useless(m) {
#ifndef BUG_FROM_RECEIPT
  if :: sent[m] == LEASE && !lists[m] && !new[m] -> sent[m] = NONE :: else fi
#else
  skip
#endif
}

inline tick() {
  d_step {
    printf("tick\n");
    i = 1;
    do
    :: i < MEMBERS ->
       if :: promise[i] > 0 -> promise[i]-- :: else fi;
       if :: heard[i] < PROMISE -> heard[i]++ :: else fi;
       if :: support[i] < LEASE -> support[i]++ :: else fi;
       if :: sent[i] < LEASE -> sent[i]++ :: else fi;
       useless(i);
       i++
    :: else -> break
    od;
    i = 0
  }
}

/* A node hears a ping of that age, and answers. */
inline hear(m, age) {
  d_step {
    printf("%d hears a ping of age %d\n", m, age);
    if :: !follows[m] && !later[m] -> heard[m] = 0 :: else fi;
    if
#ifdef BUG_PRE_VOTE_LEAVES
    :: follows[m] && !standing[m] -> promises(m, PROMISE)
#else
    :: follows[m] -> promises(m, PROMISE)
#endif
    :: else
    fi;
    if :: left[m] && seen[m] && age == 0 -> left[m] = 0 :: else fi;
    sent[m] = age; lists[m] = left[m]; new[m] = unseen[m]
  }
}

/* The leader's node takes the pong. */
inline take(m) {
  d_step {
    printf("pong of %d, age %d, withdrawal %d, new %d\n", m, sent[m], lists[m], new[m]);
    if
    :: lists[m] -> news(m)
    :: else
    fi;
#ifndef BUG_ERA_IGNORED
    if :: new[m] -> news(m); support[m] = LEASE :: else fi;
#endif
    unseen[m] = unseen[m] && !new[m];
    if :: lists[m] -> seen[m] = 1 :: else fi;
#ifdef BUG_FROM_RECEIPT
    support[m] = 0;
#else
    if :: sent[m] < support[m] -> support[m] = sent[m] :: else fi;
#endif
    sent[m] = NONE; lists[m] = 0; new[m] = 0
  }
}

#ifdef BUG_LATE_ANSWER
#define FRESH(sentafternews) true
#else
#define FRESH(sentafternews) sentafternews
#endif

/* A follower accepts an append of term 1, sent before or after the leader's news of it. */
inline accept(m, fresh) {
  d_step {
    printf("%d accepts, %d\n", m, fresh);
    if
    :: !follows[m] ->
       follows[m] = 1;
#ifndef BUG_FOLLOW_LATE
       if :: heard[m] < PROMISE -> promises(m, PROMISE - heard[m]) :: else fi
#endif
    :: else
    fi;
    heard[m] = PROMISE;
    standing[m] = 0;
    answer[m] = answer[m] || FRESH(fresh)
  }
}

inline confirm(m) {
  d_step {
    printf("%d confirmed\n", m);
    counted[m] = 1;
    answer[m] = 0
  }
}

/* Process or group of a member begin anew, with what was synced: which says nothing of promises. */
inline restart(m, process) {
  d_step {
    printf("%d restarts, process %d\n", m, process);
    restarts[m]--;
    standing[m] = 0;
    if
    :: process -> left[m] = 0; seen[m] = 0; heard[m] = PROMISE; unseen[m] = 1
#ifndef BUG_NO_WITHDRAWAL
    :: !process && follows[m] -> left[m] = 1; seen[m] = 0
#endif
    :: else
    fi;
    follows[m] = 0; heard[m] = PROMISE;
#ifdef BUG_VOTE_AFTER_RESTART
    promise[m] = 0
#else
    promise[m] = PROMISE
#endif
  }
}

inline stand(permit) {
  d_step {
    printf("2 stands, permitted %d\n", permit);
    stands = 1; permitted = permit; votes[2] = 1;
    leave(2)
  }
}

inline vote(m) {
  d_step {
    printf("%d votes\n", m);
    votes[m] = 1;
    leave(m)
  }
}

#define OTHERS(m) \
  :: hear(m, 0) \
  :: PROMISE > 1 -> hear(m, 1) \
  :: sent[m] != NONE -> take(m) \
  :: !later[m] -> accept(m, 1) \
  :: !later[m] && !follows[m] -> accept(m, 0) \
  :: answer[m] -> confirm(m)
#define RESTARTS(m) \
  :: restarts[m] > 0 -> restart(m, 1) \
  :: restarts[m] > 0 -> restart(m, 0)
#ifdef BUG_PRE_VOTE_LEAVES
#define PREVOTE(m) :: !later[m] && !standing[m] && promise[m] == 0 -> standing[m] = 1
#else
/* Does nothing: neither the promise nor the following depends on it. */
#define PREVOTE(m)
#endif

active proctype lease() {
  d_step {
    i = 1;
    do
    :: i < MEMBERS ->
       heard[i] = PROMISE; support[i] = LEASE; sent[i] = NONE;
#ifdef RESTART
       restarts[i] = (i == RESTART -> 1 : 0);
#endif
#ifdef HANDOVER
       follows[i] = 1; counted[i] = 1;
#endif
       i++
    :: else -> break
    od;
    i = 0
  }
  do
  :: leads && LEASED -> assert(false)
  :: tick()
  OTHERS(1) OTHERS(2)
  PREVOTE(1) PREVOTE(2)
#ifdef RESTART
  RESTARTS(RESTART)
#endif
#ifdef HANDOVER
  :: !handover -> d_step { printf("hands over\n"); handover = 1; votes[0] = 1 }
  :: handover && !later[2] -> stand(1)
#endif
  :: !later[2] && (promise[2] == 0 || PROMISEIGNORED) -> stand(0)
  :: stands && !later[1] && FREE(1) -> vote(1)
  :: votes[2] && (votes[1] || votes[0]) && !leads -> d_step { printf("2 leads\n"); leads = 1 }
  od
}
