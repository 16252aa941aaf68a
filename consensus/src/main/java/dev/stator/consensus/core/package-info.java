/**
 * The consensus core: one member of one replication group as a pure machine.
 *
 * <p>Why here: everything that must be right in consensus is in this package, without a thread, a
 * clock, a socket or a file, so that transcripts and simulations reach all of it. Who calls: {@code
 * dev.stator.consensus.host}, which carries the effects out. Invariant: <em>a committed entry is in
 * the log of every later leader before it leads, and is never removed from any log that
 * acknowledged it.</em>
 *
 * <h2>The protocol</h2>
 *
 * <p>Terms, at most one leader each, one contiguous log, a quorum of synced copies: the Paxos
 * family in Raft's clothes ("In Search of an Understandable Consensus Algorithm", Ongaro and
 * Ousterhout), with one difference. In Raft a voter refuses a candidate whose log is worse than its
 * own. Here it votes for whoever asks first in a term, and tells the term and index of its last
 * entry. A candidate leads only when its own log is at least as good (higher last term, or the same
 * and at least as long) as that of every member of <em>some</em> quorum that voted for it, itself
 * included. Until then it copies: it asks a voter with a better log for the entries after the last
 * index at which both logs agree, replaces its own divergent suffix by them (terms unchanged), and
 * syncs them. So a member that never stands (a log replica) can hold the only live copy of a
 * committed entry, and the group still goes on.
 *
 * <h2>Why that is safe</h2>
 *
 * <p>Call an entry <em>chosen</em> when the leader of its term has counted synced copies of it, or
 * of a later entry of the same term, on a quorum. Only entries of the leader's own term are
 * counted; those before them come along.
 *
 * <ol>
 *   <li><em>Log matching.</em> If two logs have the same term at the same index, they are equal up
 *       to it. Entries are created only by the one leader of a term, at the end of its log; they
 *       come into another log only after an entry that is equal in both, by append or by copy
 *       alike. So every log is, up to its last entry, of term s say, equal to a prefix of the log
 *       of the leader of s.
 *   <li><em>A better log has all.</em> Let e be chosen in term t, let log V contain e, and let log
 *       X be at least as good as V. Suppose (induction) that every leader of a term after t and
 *       before now had e when it began. Then X contains e. If X and V end in the same term s, both
 *       are prefixes of the log of the leader of s and X is the longer. If X ends in a later term
 *       s, it contains an entry that the leader of s created after all it began with, e among it.
 *   <li><em>A new leader has e.</em> The quorum that chose e and the quorum whose logs the
 *       candidate of term T covers share a member v. It acknowledged e before it voted in T, as
 *       afterwards it takes nothing from lower terms. When it voted, its log still contained e (4),
 *       so by (2) the candidate's log contains e. The voter's log cannot change between its vote
 *       and the candidate's leading: in term T only that candidate could change it.
 *   <li><em>e is never removed from v.</em> A log loses a suffix in two ways. As a follower of a
 *       leader of a later term, whose log contains e by (3): the logs agree up to e, so what
 *       differs comes after it. As a candidate of a later term that copies from a voter B: B's log
 *       is better than the candidate's own, which contains e, so by (2) it contains e too, and
 *       again what differs comes after it. This holds for each part of a copy, so a candidate that
 *       is interrupted, by another election or a crash, is left with a prefix of B's log that
 *       contains e and ends in term t or later: an ordinary log, to which all of this applies.
 * </ol>
 *
 * <p>If another election comes in between, the voter is in a later term and refuses to serve the
 * copy; the candidate learns the term and gives up. A candidate may change the voter from whom it
 * copies, or lead on a different quorum than it first had in mind, as the condition is only about
 * its log and the logs of some quorum when it leads. A vote's answer counts each voter's log as it
 * was at the first answer, which is what (3) needs. The candidate's own vote is synced before it
 * asks, so a vote that it asked for is never one for a candidacy that it has forgotten. The vote
 * that a leader gives unasked when it hands over may be: then nobody leads in that term, or, if the
 * target votes for another in it after a crash, that one, with the votes of others.
 *
 * <h2>Memberships</h2>
 *
 * <p>Who belongs to a group is an entry of the log, in force from when it is in the log. A leader
 * adds one when the newest before it is committed and settled (below) and an entry of its own term
 * is committed. <em>Quorum</em> means, for votes, for what a candidate covers and for commits
 * alike: a quorum of the newest membership in the log, and, unless that is known to be committed,
 * of the one before it. That one was committed when the newest was proposed, whatever commit index
 * this member knows.
 *
 * <p>So (3) needs one more look: does the quorum that chose e still meet the one that the candidate
 * covers? Number the memberships as they follow each other in the one chain of those that were
 * committed, and at most one more at its end. Let e be chosen while M(i) was the newest in its
 * leader's log, and let M(j) be the newest in the log that a later candidate leads with.
 *
 * <ul>
 *   <li><em>j = i, or they are neighbours and the later one is not known to be committed where it
 *       counts:</em> one membership gave a quorum to both, and they meet.
 *   <li><em>j &gt; i otherwise:</em> M(i+1) was committed, and is in the candidate's log. Its
 *       leader, if of a later term than e's, had e in its log (induction), and if of the same term,
 *       chose e while M(i) was its newest, so e comes before M(i+1) in its log. By log matching it
 *       does in the candidate's.
 *   <li><em>j &lt; i otherwise:</em> M(j+1) was committed before e was chosen, with a quorum of
 *       M(j), as it was not known to be committed then. The candidate covers a quorum of M(j), so
 *       it would have M(j+1) in its log.
 * </ul>
 *
 * <p>The same argument shows that two candidates of one term do not both win. When a membership is
 * committed its leader repeats it in another entry. Two equal neighbours need no quorum of what was
 * before; so whoever has the repetition in its log needs no votes of members that are gone, and a
 * change is called done only when the repetition is committed. A candidate takes memberships with
 * what it copies, and counts again. It may copy from any better log (4), even without a quorum of
 * votes: that is how one that asks for the votes of members long gone learns better.
 *
 * <p>Votes and entries are taken from whoever sends them, and a voter does not ask whether it is
 * one: which answers count is for the candidate and the leader to say. A replica made from nothing
 * has a name of its own, so no promise of an earlier one is ever taken for its.
 *
 * <h2>Trimmed logs</h2>
 *
 * <p>A pointer (index and term of an applied entry, with its membership) replaces a log up to that
 * entry. What the log had beyond is not in the leader's: otherwise, by log matching, it would have
 * the pointer's entry. So nothing that was chosen is removed, an uncommitted membership may be, and
 * from then on the member is an acceptor like any other that does not stand until its store is
 * rebuilt. The store is told first: a crash before the log is emptied finds the note and empties it
 * again, and while the note is written the log stays as it is.
 *
 * <p>A log replica trims only what every storage voter with a whole store, and at least two storage
 * replicas, have in that store or in the log after it; so does a storage replica whose rows are
 * being copied, which is given committed entries meanwhile for the rows that it has. Nobody becomes
 * a voter without what these may have let go.
 *
 * <h2>Durability</h2>
 *
 * <p>{@link dev.stator.consensus.core.Effects} has it in its type: a vote and an acknowledgement of
 * entries leave only after the append that holds them is synced; a leader sends entries in parallel
 * with its own sync and counts itself only when that comes back. A member applies what is both
 * committed and durable in its own log, so a store is never ahead of its log.
 *
 * <h2>Time</h2>
 *
 * <p>Nothing above depends on time. Two things do: when to ask for an election, and strong reads
 * that ask nobody. What a member knows of time it knows from its node, whose pings and pongs serve
 * all groups ({@link dev.stator.consensus.liveness.Peers}); a clock is only ever compared with
 * itself. A group of one has no timers at all, and an idle one whose nodes are heard has none.
 *
 * <p><em>The lease.</em> A leader A of term T serves reads from its store while a quorum, itself
 * included, supports it. Suppose that it does at some moment, and that a write was acknowledged
 * before by a leader B of a later term. A quorum voted for B, and shares a member m with the one
 * that supports A. If m is A, it left term T before it voted, and its grounds went with that.
 * Otherwise A counts m, so:
 *
 * <ol>
 *   <li>m accepted a message of T that A sent after all that it knew of m's leaving, in a
 *       generation of m's node that is the present one. So m was following A after that, in this
 *       process.
 *   <li>A ping that A sent less than a lease (and a margin) ago was answered by m's node without
 *       saying that m has left. So when the ping was heard, either m followed A, or it looked for
 *       the end of its promise only later, and saw this ping.
 *   <li>So m's promise ran at this moment still: it ends a whole lease after the ping was heard,
 *       which was after it was sent. While it runs m gives no vote, whatever terms it learns, and
 *       does not stand. Whoever restarts keeps still for as long as a promise can run.
 *   <li>Unless m gave way to a hand-over of A's. But A leaves term T, for good, in the step in
 *       which it tells another to stand, so it has no lease at this moment.
 * </ol>
 *
 * <p>So there is no such B. What was acknowledged before A's own term is in A's log (3 above), and
 * in its store when an entry of T is applied; until then it serves nothing. While a membership is
 * not known to be committed, all this is asked of both quorums.
 *
 * <p><em>Without a lease</em> a barrier asks a quorum after the read has come: that all of it is
 * still in T says that no later leader had been elected when the messages were sent.
 *
 * <p><em>Elections.</em> A silent leader is followed by a pre-vote ("do you hear the leader?"), and
 * one that still hears it refuses, except when the leader itself asks. A leader that no quorum
 * supports for two leases steps down.
 */
@NullMarked
package dev.stator.consensus.core;

import org.jspecify.annotations.NullMarked;
