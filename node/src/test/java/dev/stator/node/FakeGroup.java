package dev.stator.node;

import dev.stator.base.SerialExecutor;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.LogRoom;
import dev.stator.consensus.Membership;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A group that takes every proposal; the test decides what is committed. */
final class FakeGroup implements ReplicationGroup {
  final List<LogEntry> proposals = new ArrayList<>();
  boolean lease = true;
  long term = 1;
  @Nullable String leader;

  /** What {@link #rebuilt} was called with; -1 before that. */
  long rebuiltThrough = -1;

  /** How often the lead was to be given away. */
  int handOvers;

  /** This replica's name. */
  String self = "self";

  /** Members besides this one. */
  List<String> others = List.of();

  /** Whether it gives the lead away, so that {@link #held} waits. */
  boolean handsOver;

  final List<Runnable> held = new ArrayList<>();

  /** Barriers that were asked for without a lease: the test says what becomes of them. */
  final List<Consumer<Boolean>> barriers = new ArrayList<>();

  /** What is given to a store that is being rebuilt: nothing. */
  ToLongFunction<LogRoom> replay = room -> 0;

  private final SerialExecutor executor;
  private long lastIndex;

  FakeGroup(SerialExecutor executor) {
    this.executor = executor;
  }

  @Override
  public long id() {
    return Writes.PARTITION;
  }

  @Override
  public SerialExecutor executor() {
    return executor;
  }

  @Override
  public Proposal propose(byte[] command) {
    lastIndex++;
    proposals.add(new LogEntry(lastIndex, term, (byte) 1, command));
    return new Proposal.Appended(lastIndex, term);
  }

  @Override
  public void barrier(Consumer<Boolean> done) {
    if (lease) {
      done.accept(true);
    } else {
      barriers.add(done);
    }
  }

  @Override
  public void handOver(@Nullable String target, Consumer<Boolean> done) {
    handOvers++;
    done.accept(false);
  }

  @Override
  public boolean servesStrongReads() {
    return lease;
  }

  @Override
  public boolean awaitSuccessor(Runnable then) {
    return handsOver && held.add(then);
  }

  /** The hand-over has ended. */
  void letGo() {
    handsOver = false;
    List<Runnable> all = List.copyOf(held);
    held.clear();
    all.forEach(executor::execute);
  }

  @Override
  public @Nullable String leader() {
    return leader;
  }

  @Override
  public long replay(LogRoom room) {
    return replay.applyAsLong(room);
  }

  @Override
  public void durableThrough(long index, LogRoom room) {}

  @Override
  public Membership membership() {
    List<String> names = new ArrayList<>(others);
    names.addFirst("self");
    return Membership.storage(names.toArray(String[]::new));
  }

  @Override
  public void change(Membership next, Consumer<ChangeOutcome> outcome) {
    outcome.accept(new ChangeOutcome.Refused("a fake group has one member"));
  }

  @Override
  public void rebuilt(long throughIndex) {
    rebuiltThrough = throughIndex;
  }

  @Override
  public GroupStatus status() {
    return new GroupStatus(
        id(),
        self,
        GroupStatus.Role.LEADER,
        term,
        "a",
        1,
        lastIndex,
        lastIndex,
        lastIndex,
        false,
        membership(),
        false,
        List.of());
  }
}
