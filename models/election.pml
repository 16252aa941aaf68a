/*
 * Elections with a copying candidate, the log, the commit rule, log replicas as pure acceptors, and
 * changes of membership in one entry with two quorums. See docs/formal-model.md.
 *
 * Messages are not queued: what was ever said in a term stays to be heard, late, twice or never, as
 * long as somebody may still listen. So loss, delay, repetition and reordering are all in here. A
 * crash needs no step of its own either: whoever does nothing is down, and whoever stands again or
 * follows has come back with what was synced. A leader's own log is synced like a follower's, after
 * what it sent.
 *
 * Bounds (-D): MEMBERS, TERMS (elections), ENTRIES (with the first membership), CHANGES.
 * Bugs to plant (-D) begin with BUG_ and are listed in docs/formal-model.md.
 */
#ifndef TERMS
#define TERMS 3
#endif
#ifndef ENTRIES
#define ENTRIES 4
#endif
#ifndef CHANGES
#define CHANGES 1
#endif

#define ALL (TERMS + 1)

/* Memberships as sets of bits. Replica 3 is a log replica: it votes and never stands. */
#define FIRST 7
#define SECOND 11
#ifdef CHAIN
#define MEMBERS 5
#define THIRD 25
#else
#define MEMBERS 4
#define THIRD 7
#endif
#define SET(k) ((k) == 0 -> FIRST : ((k) == 1 -> SECOND : THIRD))
#define BIT(i) (1 << (i))
/* Sets have three members, so two bits are a majority. */
#define MAJORITY(set, of) ((((set) & (of)) & (((set) & (of)) - 1)) != 0)

/* An entry is its term and the number of the membership that it brings, if any. */
#define ENTRY(t, k) ((t) * 4 + (k))
#define TERM(e) ((e) / 4)
#define CHANGE(e) ((e) % 4)

/* Durable, for each member. Terms count from 0 (nobody voted yet); that of the first entry is 0. */
byte term[MEMBERS];
byte vote[MEMBERS];
byte size[MEMBERS];
/* How many entries a member knows to be committed; only kept where a membership depends on it. */
byte com[MEMBERS];

/* All logs: those of the members, then those of the leaders, as they said them. */
byte log[(MEMBERS + ALL) * ENTRIES];
#define OF(i) ((i) * ENTRIES)
#define SAID(t) ((MEMBERS + (t)) * ENTRIES)

/* For each term: who leads, the log as the leader has it, from where it is its own, what it has
 * counted as committed, which acknowledgements it has, and who voted for whom with which log. */
byte who[ALL];
byte llen[ALL];
byte own[ALL];
byte cm[ALL];
byte ack[ALL * MEMBERS];
byte grant[ALL * MEMBERS];

/* What has been committed by anybody, ever. */
byte clen;
byte ch[ENTRIES];
/* In which term it was counted: leaders of later terms must have it. */
byte by[ENTRIES];

hidden byte a, b, k, ki, p, got;
hidden byte ok;

#define CANDIDATE(i) (vote[i] == i + 1)
/* In place of a vote: it has voted, leads, or follows, and nobody asks for whom. */
#define DONE 7
#define LEADS(t) (who[t] != 0 && term[who[t] - 1] == t)
#define LASTTERM(i) TERM(log[OF(i) + size[i] - 1])
#define END(i) (LASTTERM(i) * 8 + size[i])
#define GRANT(c, e) (((c) + 1) * 64 + (e))

/* The newest membership in a log, and where it is. */
inline newest(offset, length) {
  k = 0; ki = 0; a = 0;
  do
  :: a < length ->
     if :: CHANGE(log[offset + a]) > k -> k = CHANGE(log[offset + a]); ki = a :: else fi;
     a++
  :: else -> break
  od
}

/* The membership whose quorum is needed besides that of the newest, k. */
#if defined(BUG_LAST_KNOWN)
#define BEFORE(committed) SET((k == 0 || committed < 2 -> 0 : k - 1))
#else
#define BEFORE(committed) SET((k == 0 -> 0 : k - 1))
#endif

/* ok: is this set of members a quorum, for one who knows that so much is committed? */
inline quorum(set, committed) {
#ifdef BUG_SINGLE_STEP
  ok = MAJORITY(set, SET(k))
#else
  ok = MAJORITY(set, SET(k)) && (committed > ki || MAJORITY(set, BEFORE(committed)))
#endif
}

/* p: up to where a member's log equals that other log. */
inline agree(i, offset, length) {
  p = 0;
  do
  :: p < size[i] && p < length && log[OF(i) + p] == log[offset + p] -> p++
  :: else -> break
  od
}

/* Replaces all from p on by one entry; nothing committed may be lost by that. */
inline put(i, entry) {
  assert(!(p < size[i] && p < clen && log[OF(i) + p] == ch[p]));
  assert(com[i] <= p);
  log[OF(i) + p] = entry;
  p++;
  size[i] = p;
  a = p;
  do :: a < ENTRIES -> log[OF(i) + a] = 0; a++ :: else -> break od
}

/* Forgets what nobody can hear or count any more, so that equal states look equal. */
inline tidy() {
  a = 1;
  do
  :: a < ALL ->
     ok = 1; b = 0;
     do
     :: b < MEMBERS ->
        if :: term[b] <= a -> ok = 0 :: else fi;
       if
       :: term[b] == a && who[a] != 0 && vote[b] != 0 && (vote[b] != b + 1 || who[a] == b + 1) ->
          vote[b] = DONE
       :: else
       fi;
        if :: !LEADS(a) -> ack[a * MEMBERS + b] = 0 :: else fi;
        if
        :: grant[a * MEMBERS + b] != 0 &&
              (who[a] == grant[a * MEMBERS + b] / 64 ||
              term[grant[a * MEMBERS + b] / 64 - 1] > a ||
              vote[grant[a * MEMBERS + b] / 64 - 1] == DONE) ->
           grant[a * MEMBERS + b] = 0
        :: else
        fi;
        b++
     :: else -> break
     od;
     if
     :: ok ->
        who[a] = 0; llen[a] = 0; own[a] = 0; cm[a] = 0; b = 0;
        do :: b < ENTRIES -> log[SAID(a) + b] = 0; b++ :: else -> break od
     :: else
     fi;
     a++
  :: else -> break
  od;
  a = 0; b = 0; k = 0; ki = 0; p = 0; got = 0; ok = 0
}

/* A storage replica stands in the next term, and votes for itself. */
inline stand(i) {
  d_step {
    printf("%d stands\n", i);
    term[i]++; vote[i] = i + 1; tidy()
  }
}

#ifdef BUG_VOTE_FORGOTTEN
#define MAYVOTE(v, c) (term[v] <= term[c] && vote[v] != v + 1)
#else
#define MAYVOTE(v, c) (term[v] < term[c] || (term[v] == term[c] && vote[v] == 0))
#endif

/* A member votes for the first who asks in a term, and says where its log ends. */
inline grantVote(v, c) {
  d_step {
    printf("%d votes for %d\n", v, c);
    newest(OF(c), size[c]);
    if
    :: (SET(k) | BEFORE(com[c])) & BIT(v) ->
       term[v] = term[c];
       vote[v] = c + 1;
       grant[term[c] * MEMBERS + v] = GRANT(c, END(v))
    :: else
    fi;
    tidy()
  }
}

/* A candidate takes one entry from a voter with a better log. */
inline copy(c, v) {
  d_step {
    printf("%d copies from %d\n", c, v);
    agree(c, OF(v), size[v]);
    if :: p < size[v] -> put(c, log[OF(v) + p]) :: else fi;
    tidy()
  }
}

#ifdef BUG_LEAD_UNCOVERED
#define COVERS(c, v) (grant[term[c] * MEMBERS + v] / 64 == c + 1)
#else
#define COVERS(c, v) \
  (grant[term[c] * MEMBERS + v] / 64 == c + 1 && grant[term[c] * MEMBERS + v] % 64 <= END(c))
#endif

/* A candidate leads when its log is as good as those of a quorum that voted for it. */
inline lead(c) {
  d_step {
    printf("%d leads\n", c);
    got = BIT(c); a = 0;
    do
    :: a < MEMBERS ->
       if
       :: COVERS(c, a) -> got = got | BIT(a)
       :: else
       fi;
       a++
    :: else -> break
    od;
    newest(OF(c), size[c]);
    quorum(got, com[c]);
    if
    :: ok && size[c] < ENTRIES ->
       assert(who[term[c]] == 0);
       who[term[c]] = c + 1;
       a = 0;
       do
       :: a < size[c] -> log[SAID(term[c]) + a] = log[OF(c) + a]; a++
       :: else -> break
       od;
       own[term[c]] = size[c];
       log[SAID(term[c]) + size[c]] = ENTRY(term[c], 0);
       llen[term[c]] = size[c] + 1;
       cm[term[c]] = com[c];
       a = 0;
       do
       :: a < clen ->
          assert(by[a] >= term[c] || (a < size[c] && log[OF(c) + a] == ch[a]));
          a++
       :: else -> break
       od
    :: else
    fi;
    tidy()
  }
}

/* A member, the leader's own log among them, takes and syncs the leader's next entry. */
inline take(f, t) {
  d_step {
    printf("%d takes from the leader of %d\n", f, t);
    newest(SAID(t), llen[t]);
    if
    :: (SET(k) | SET((k == 0 -> 0 : k - 1))) & BIT(f) ->
       if :: term[f] < t -> term[f] = t; vote[f] = 0 :: else fi;
       if :: vote[f] == f + 1 -> vote[f] = DONE :: else fi;
       agree(f, SAID(t), llen[t]);
       if :: p < llen[t] -> put(f, log[SAID(t) + p]) :: else fi;
       if :: p > ack[t * MEMBERS + f] -> ack[t * MEMBERS + f] = p :: else fi
    :: else
    fi;
    tidy()
  }
}

/* A member hears how much is committed. */
inline learn(f, t) {
  d_step {
    printf("%d learns from the leader of %d\n", f, t);
    newest(OF(f), size[f]);
    agree(f, SAID(t), llen[t]);
    if :: p > cm[t] -> p = cm[t] :: else fi;
    if :: k > 0 && p > ki -> com[f] = ki + 1 :: else fi;
    tidy()
  }
}

#ifdef BUG_SELF_UNSYNCED
#define COUNTS(t, m, index) (ack[t * MEMBERS + m] >= index || m + 1 == who[t])
#else
#define COUNTS(t, m, index) (ack[t * MEMBERS + m] >= index)
#endif

/* A leader counts acknowledgements: one more entry, of its own term, with all before it. */
inline count(t) {
  d_step {
    printf("the leader of %d counts\n", t);
    newest(SAID(t), llen[t]);
    p = cm[t];
#ifndef BUG_OLD_TERM_COUNTED
    if :: p < own[t] -> p = own[t] :: else fi;
#endif
    if
    :: p < llen[t] ->
       p++;
       got = 0; a = 0;
       do
       :: a < MEMBERS ->
          if
          :: COUNTS(t, a, p) -> got = got | BIT(a)
          :: else
          fi;
          a++
       :: else -> break
       od;
       quorum(got, cm[t]);
       if
       :: ok ->
          cm[t] = p;
          a = 0;
          do
          :: a < p ->
             if
             :: a < clen -> assert(ch[a] == log[SAID(t) + a]); if :: t < by[a] -> by[a] = t :: else fi
             :: else -> ch[a] = log[SAID(t) + a]; by[a] = t; clen = a + 1
             fi;
             b = t + 1;
             do
             :: b < ALL ->
                assert(who[b] == 0 || log[SAID(b) + a] == log[SAID(t) + a]);
                b++
             :: else -> break
             od;
             a++
          :: else -> break
          od
       :: else
       fi
    :: else
    fi;
    tidy()
  }
}

#ifdef BUG_CHANGE_OVER_CHANGE
#define MAYCHANGE(t) true
#else
#define MAYCHANGE(t) (cm[t] > own[t] && (k == 0 || cm[t] > ki))
#endif

/* A leader appends an entry; a change only when the last is committed and one of its own is. */
inline propose(t, change) {
  d_step {
    printf("the leader of %d proposes, change %d\n", t, change);
    newest(SAID(t), llen[t]);
    if
    :: !change -> log[SAID(t) + llen[t]] = ENTRY(t, 0); llen[t]++
    :: change && k < CHANGES && MAYCHANGE(t) -> log[SAID(t) + llen[t]] = ENTRY(t, k + 1); llen[t]++
    :: else
    fi;
    tidy()
  }
}

#ifdef CHAIN
/* Replica 0 stands first and last, replica 1 in between, and they propose nothing but changes. */
#define STAND(i) :: term[i] < TERMS && i == term[i] % 2 -> stand(i)
#else
#define STAND(i) :: term[i] < TERMS -> stand(i)
#endif
#define VOTE(v, c) :: v != c && CANDIDATE(c) && MAYVOTE(v, c) -> grantVote(v, c)
#define COPY(c, v) \
  :: CANDIDATE(c) && v != c && vote[v] == c + 1 && term[v] == term[c] && END(v) > END(c) -> copy(c, v)
#define LEAD(c) :: CANDIDATE(c) && size[c] < ENTRIES -> lead(c)
#define TAKE(f, t) :: who[t] != 0 && term[f] <= t -> take(f, t)
#define LEARN(f, t) :: who[t] != 0 && term[f] == t && cm[t] > com[f] -> learn(f, t)
#define COUNT(t) :: LEADS(t) && cm[t] < llen[t] -> count(t)
#define APPEND(t) :: LEADS(t) && llen[t] < ENTRIES -> propose(t, 0)
#define ALTER(t) :: LEADS(t) && llen[t] < ENTRIES -> propose(t, 1)
#if defined(CHAIN)
#define PROPOSE(t)
#elif CHANGES > 0
#define PROPOSE(t) APPEND(t) ALTER(t)
#else
#define PROPOSE(t) APPEND(t)
#endif

#ifdef CHAIN
#define EACH2(op, x) op(0, x) op(1, x) op(2, x) op(3, x) op(4, x)
#define CANDIDATES(op) op(0) op(1)
#define PAIRS(op) EACH2(op, 0) EACH2(op, 1)
#define COPIES COPY(0, 1) COPY(0, 2) COPY(0, 3) COPY(0, 4) COPY(1, 0) COPY(1, 2) COPY(1, 3) COPY(1, 4)
#else
#if CHANGES > 0
#define EACH2(op, x) op(0, x) op(1, x) op(2, x) op(3, x)
#define COPIES \
  COPY(0, 1) COPY(0, 2) COPY(0, 3) COPY(1, 0) COPY(1, 2) COPY(1, 3) COPY(2, 0) COPY(2, 1) COPY(2, 3)
#else
#define EACH2(op, x) op(0, x) op(1, x) op(2, x)
#define COPIES COPY(0, 1) COPY(0, 2) COPY(1, 0) COPY(1, 2) COPY(2, 0) COPY(2, 1)
#endif
#ifdef TWO_STAND
#define CANDIDATES(op) op(TWO_STAND) op(1)
#define PAIRS(op) EACH2(op, TWO_STAND) EACH2(op, 1)
#else
#define CANDIDATES(op) op(0) op(1) op(2)
#define PAIRS(op) EACH2(op, 0) EACH2(op, 1) EACH2(op, 2)
#endif
#endif
#if TERMS == 2
#define EACHTERM(op) op(1) op(2)
#define FOLLOW(op) EACH2(op, 1) EACH2(op, 2)
#elif TERMS == 3
#define EACHTERM(op) op(1) op(2) op(3)
#define FOLLOW(op) EACH2(op, 1) EACH2(op, 2) EACH2(op, 3)
#else
#define EACHTERM(op) op(1) op(2) op(3) op(4)
#define FOLLOW(op) EACH2(op, 1) EACH2(op, 2) EACH2(op, 3) EACH2(op, 4)
#endif

active proctype group() {
  d_step {
    a = 0;
    do
    :: a < MEMBERS ->
       if :: FIRST & BIT(a) -> size[a] = 1; log[OF(a)] = 0 :: else fi;
       a++
    :: else -> break
    od;
#ifdef CHAIN
    /* Replica 0 leads term 1, and has brought the second membership into all logs of it. */
    a = 0;
    do
    :: a < MEMBERS ->
       if
       :: SECOND & BIT(a) ->
          term[a] = 1;
          size[a] = 2;
          log[OF(a)] = 0;
          log[OF(a) + 1] = ENTRY(1, 1);
          ack[MEMBERS + a] = 2
       :: else
       fi;
       a++
    :: else -> break
    od;
    /* Replicas 1 and 3 know that it is committed; replica 0, if it restarts, has forgotten. */
    com[1] = 2; com[3] = 2;
    vote[0] = DONE; who[1] = 1; llen[1] = 2; own[1] = 1; cm[1] = 2;
    log[SAID(1) + 1] = ENTRY(1, 1);
    clen = 2; ch[1] = ENTRY(1, 1); by[0] = 1; by[1] = 1;
#endif
    a = 0
  }
  do
  CANDIDATES(STAND)
  PAIRS(VOTE)
  COPIES
  CANDIDATES(LEAD)
  FOLLOW(TAKE)
#if CHANGES > 0 && !defined(CHAIN)
  FOLLOW(LEARN)
#endif
  EACHTERM(COUNT)
  EACHTERM(PROPOSE)
#ifdef CHAIN
  ALTER(1)
#endif
  od
}
