package dev.stator.consensus.host;

import dev.stator.base.Check;
import dev.stator.base.RandomSource;
import dev.stator.base.SerialExecutor;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.LogRoom;
import dev.stator.consensus.Membership;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.consensus.StateMachine;
import dev.stator.consensus.core.Effects;
import dev.stator.consensus.core.Effects.RoleChange;
import dev.stator.consensus.core.Event;
import dev.stator.consensus.core.GroupCore;
import dev.stator.consensus.core.Message;
import dev.stator.consensus.wire.Decoded;
import dev.stator.consensus.wire.MessageCodec1;
import dev.stator.storage.wal.DamagedLogException;
import dev.stator.storage.wal.GroupLog;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One group on its serial executor: gathers events for its core and carries out the effects.
 *
 * <p>Proposals of one turn of the executor (and of those already queued behind it) make one append;
 * committed entries of several syncs make one call of the state machine.
 */
final class GroupRunner implements ReplicationGroup {
  private static final Event STARTED = new Event.Started();
  private static final Event NOTED = new Event.Noted();
  private static final Event FLUSH = new Event.Flush();
  private static final Event TIME_ELAPSED = new Event.TimeElapsed();

  private final GroupHost host;
  private final long groupId;
  private final String self;
  private final StateMachine machine;
  private final GroupLog log;
  private final SerialExecutor executor;
  private final GroupCore core;
  private final Applier applier;
  private final WakeUp wakeUp;
  private final HeldMessages held = new HeldMessages();
  private final Inbox inbox;
  private final Runnable flushTask = this::flushQueued;
  private final LongConsumer synced = this::synced;
  private boolean flushQueued;
  private long gatheredBytes;
  private long inFlightCounted;
  private boolean gathered;
  private boolean carryingOut;
  private boolean applying;
  private boolean stopped;
  private boolean dropped;
  private boolean turnAwaited;
  private @Nullable Consumer<ChangeOutcome> changeOutcome;
  private final Shares shares;
  private final Waiting waiting;
  private final Published published;

  GroupRunner(
      GroupHost host,
      long groupId,
      String self,
      Membership base,
      StateMachine machine,
      GroupLog log,
      SerialExecutor executor,
      RandomSource random) {
    this.host = host;
    this.groupId = groupId;
    this.self = self;
    this.machine = machine;
    this.log = log;
    this.executor = executor;
    this.core = Opening.core(host, groupId, self, base, machine, log, random);
    this.applier = new Applier(machine, log, core.appliedIndex(), host.options.applyBytesMax());
    this.published = new Published(core, host.clock);
    this.shares = new Shares(host.liveness);
    this.waiting = new Waiting(executor);
    this.inbox = new Inbox(host.inbound, host.options.inboundBytesMax());
    shares.are(core.otherNodes());
    this.wakeUp = new WakeUp(executor, host.clock, this::timeElapsed);
  }

  void start() {
    executor.execute(() -> step(STARTED));
  }

  @Override
  public long id() {
    return groupId;
  }

  @Override
  public SerialExecutor executor() {
    return executor;
  }

  @Override
  public Proposal propose(byte[] command) {
    if (stopped) {
      return new Proposal.NotLeader(null);
    }
    if (host.log.refusesNew(groupId) || !host.inFlight.allows(inFlightCounted, command.length)) {
      return new Proposal.Busy();
    }
    Proposal proposal = core.propose(command);
    if (proposal instanceof Proposal.Appended) {
      countInFlight();
      gathered = true;
      gatheredBytes += command.length;
      if (gatheredBytes >= host.options.flushBytesMax() && !carryingOut) {
        flush();
      } else {
        queueFlush();
      }
    }
    return proposal;
  }

  /** Tells the node what this group holds more or less than when it told it last. */
  private void countInFlight() {
    long now = stopped ? 0 : core.inFlightBytes();
    host.inFlight.add(now - inFlightCounted);
    inFlightCounted = now;
  }

  private void queueFlush() {
    if (!flushQueued) {
      flushQueued = true;
      executor.execute(flushTask);
    }
  }

  @Override
  public boolean servesStrongReads() {
    return published.lease().holds(host.clock) && host.liveness.keepsTime();
  }

  /** Whether this member leads and takes proposals. May be asked from any thread. */
  boolean leads() {
    return published.leads();
  }

  /** The term that this member leads, 0 when it leads none. May be asked from any thread. */
  long ledTerm() {
    return published.ledTerm();
  }

  String self() {
    return self;
  }

  @Override
  public void barrier(Consumer<Boolean> done) {
    if (applying || carryingOut) {
      executor.execute(() -> barrier(done));
      return;
    }
    long number = stopped || !core.isLeader() ? 0 : waiting.barrier(done);
    if (number == 0) {
      done.accept(false);
    } else {
      step(new Event.BarrierWanted(number));
    }
  }

  @Override
  public void handOver(@Nullable String target, Consumer<Boolean> done) {
    if (applying || carryingOut) {
      executor.execute(() -> handOver(target, done));
    } else if (stopped || !waiting.handOver(done)) {
      done.accept(false);
    } else {

      step(new Event.HandOverWanted(target));
      // Whatever happens, or does not, meanwhile.
      executor.schedule(
          host.options.core().leaseNanos(), () -> waiting.settle(core, host.clock.nanos()));
    }
  }

  @Override
  public boolean awaitSuccessor(Runnable then) {
    return !stopped && core.awaitsSuccessor() && waiting.hold(then);
  }

  /** Something has changed about another node. On whatever thread the node's liveness has. */
  void peerChanged(String node) {
    if (shares.with(node) && inbox.changed(node)) {
      executor.execute(() -> {
        inbox.looksAt(node);
        step(new Event.PeerChanged(node));
      });
    }
  }

  /** A member there has left a term: it counts no more when this returns, on any thread. */
  void withdrawn(String node, long term, long atNanos) {
    long mark = published.lease().mark(node, term, atNanos);
    executor.execute(() -> {
      step(new Event.Withdrawn(node, term, atNanos));
      published.lease().unmark(mark);
    });
  }

  @Override
  public @Nullable String leader() {
    return published.leader();
  }

  @Override
  public Membership membership() {
    return published.membership();
  }

  @Override
  public void change(Membership next, Consumer<ChangeOutcome> outcome) {
    if (stopped) {
      outcome.accept(new ChangeOutcome.Refused("this member has left the group"));
      return;
    }
    String refusal = core.change(next);
    if (refusal != null) {
      outcome.accept(new ChangeOutcome.Refused(refusal));
      return;
    }
    Check.that(changeOutcome == null, "one change at a time");
    changeOutcome = outcome;
    gathered = true;
    queueFlush();
  }

  @Override
  public void rebuilt(long throughIndex) {
    if (applying || carryingOut) {
      executor.execute(() -> rebuilt(throughIndex));
    } else {
      step(new Event.Rebuilt(throughIndex));
    }
  }

  @Override
  public long replay(LogRoom room) {
    Check.that(!applying && !carryingOut, "a replay is asked for from outside");
    step(new Event.Replay(room));
    return applier.allowed();
  }

  private void noted() {
    step(NOTED);
  }

  @Override
  public GroupStatus status() {
    return published.status(executor);
  }

  @Override
  public void durableThrough(long index, LogRoom room) {
    if (applying || carryingOut) {
      executor.execute(() -> durableThrough(index, room));
    } else {
      step(new Event.Durable(index, room));
    }
  }

  /** Takes a message, on whatever thread the network has. */
  void receive(String from, byte[] bytes) {
    if (!inbox.tryTake(bytes.length)) {
      return;
    }
    executor.execute(() -> {
      inbox.giveBack(bytes.length);
      if (!stopped
          && MessageCodec1.decode(bytes) instanceof Decoded.Valid valid
          && valid.message().to().equals(self)
          && ReplicaName.nodeOf(valid.message().from()).equals(from)) {
        receive(valid.message());
      }
    });
  }

  /** A log that asks for less gets no more entries from others: they will be sent again. */
  private void receive(Message message) {
    boolean brings =
        switch (message) {
          case Message.AppendRequest append -> !append.entries().isEmpty();
          case Message.CopyEntries copied -> true;
          default -> false;
        };
    if (!brings || !host.log.refuses(groupId)) {
      step(new Event.Received(message));
    }
  }

  /** Ends all work of the group, then runs {@code then} on its executor. */
  void stop(boolean dropLog, Runnable then) {
    executor.execute(() -> {
      halt();
      if (dropLog && !dropped) {
        // Also when it was being closed already.
        dropped = true;
        log.drop();
      }
      if (dropLog) {
        // Before that is durable, a crash would leave a log that another replica is taken for.
        log.append(null, List.of(), executor, then);
      } else {
        then.run();
      }
    });
  }

  private void flushQueued() {
    flushQueued = false;
    if (!stopped) {
      flush();
    }
  }

  private void flush() {
    if (gathered) {
      step(FLUSH);
    }
  }

  /** Time alone makes a member stand, and when many would, each has its turn. */
  private void timeElapsed() {
    if (core.standsAt(host.clock.nanos())) {
      turnAwaited = turnAwaited || !host.elections.begin(this::turn);
      if (turnAwaited) {
        return;
      }
    }
    step(TIME_ELAPSED);
  }

  private void turn() {
    executor.execute(() -> {
      turnAwaited = false;
      step(TIME_ELAPSED);
    });
  }

  private void synced(long marker) {
    if (stopped) {
      return;
    }
    held.release(marker, this::send);
    step(new Event.Synced(marker));
  }

  private void step(Event event) {
    guarded(() -> stepNow(event));
  }

  /** Gathered proposals come before any other event. */
  private void stepNow(Event event) {
    if (gathered) {
      gathered = false;
      gatheredBytes = 0;
      carryOut(core.step(FLUSH, host.clock.nanos()));
    }
    if (!(event instanceof Event.Flush)) {
      carryOut(core.step(event, host.clock.nanos()));
    }
  }

  /** Whatever is thrown ends the group; a damaged log is an expected reason and is named. */
  private void guarded(Runnable work) {
    if (stopped) {
      return;
    }
    try {
      work.run();
    } catch (DamagedLogException e) {
      halt();
      host.fatal.accept(
          new GroupUnusableException(
              "The log of group " + groupId + " is damaged: " + e.getMessage(), e));
    } catch (Throwable t) {
      halt();
      throw t;
    }
  }

  private void carryOut(Effects effects) {
    carryingOut = true;
    countInFlight();
    if (published.update()) {
      host.standstill(groupId);
    }
    shares.are(core.otherNodes());
    Effects.Reset reset = effects.reset();
    if (reset != null) {
      log.reset(reset.index(), reset.term(), executor, new SyncedThrough(reset.marker(), synced));
      applier.restartAt(reset.index());
    }
    Effects.Append append = effects.append();
    if (append != null) {
      SyncedThrough then = new SyncedThrough(append.marker(), synced);
      log.append(append.hardState(), append.entries(), executor, then);
    }
    List<Message> now = effects.sendNow();
    for (int i = 0; i < now.size(); i++) {
      send(now.get(i));
    }
    for (Message message : effects.sendAfterSync()) {
      held.add(effects.syncMarker(), message);
    }
    if (effects.applyThrough() > 0 && applier.allow(effects.applyThrough())) {
      executor.execute(this::apply);
    }
    Effects.Rebuild rebuild = effects.rebuild();
    if (rebuild != null) {
      applier.stop();
      machine.rebuild(rebuild.point(), rebuild.from(), () -> executor.execute(this::noted));
    }
    if (effects.changeOutcome() != null) {
      tellChange(effects.changeOutcome());
    }
    switch (effects.roleChange()) {
      case null -> {}
      case RoleChange.Leading leading -> machine.leading(leading.term());
      case RoleChange.NotLeading not -> machine.notLeading(not.leader());
    }
    if (effects.trimThrough() > 0) {
      log.trim(effects.trimThrough());
    }
    wakeUp.at(effects.wakeAtNanos());
    waiting.settle(core, host.clock.nanos());
    carryingOut = false;
  }

  private void tellChange(ChangeOutcome outcome) {
    Consumer<ChangeOutcome> asked = changeOutcome;
    changeOutcome = null;
    if (asked != null) {
      asked.accept(outcome);
    }
  }

  private void apply() {
    guarded(this::applyNow);
  }

  private void applyNow() {
    if (!applier.hasMore()) {
      applier.idle();
      return;
    }
    applying = true;
    long through = applier.applySome();
    applying = false;
    step(new Event.Applied(through));
    if (!stopped && applier.hasMore()) {
      executor.execute(this::apply);
    }
  }

  private void send(Message message) {
    host.network.send(ReplicaName.nodeOf(message.to()), MessageCodec1.encode(message));
  }

  private void halt() {
    stopped = true;
    countInFlight();
    published.end();
    core.stop();
    shares.are(List.of());
    waiting.end();
    held.clear();
    wakeUp.cancel();
    tellChange(new ChangeOutcome.Unknown());
  }
}
