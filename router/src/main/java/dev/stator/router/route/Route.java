package dev.stator.router.route;

import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.Services;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.wire.Decoded;
import dev.stator.cluster.wire.PartitionRequestCodec1;
import dev.stator.cluster.wire.PartitionResponseCodec1;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way of one request. One attempt at most is under way, so that its state needs no lock: each
 * step happens after the one before it, on whatever thread.
 *
 * <p>An attempt ends in an answer for the client, or in the certainty that nothing was done, or,
 * for a read, in anything that another replica may do better; then comes the next attempt: at once
 * where the refusal named the leader and while there are candidates that were not asked, else after
 * a while.
 */
final class Route implements Consumer<PartitionResponse> {
  private static final long WAIT_NANOS_MIN = 4_000_000L;
  private static final long WAIT_NANOS_MAX = 64_000_000L;

  /** Two nodes that name each other must not be asked in turns without end. */
  private static final int HINTS_IN_A_ROW_MAX = 2;

  /** With these a write waits for a transaction for less than 50 ms. */
  private static final int CONFLICTS_MAX = 6;

  private static final long CONFLICT_NANOS_MIN = 1_000_000L;
  private static final long CONFLICT_NANOS_MAX = 15_000_000L;

  private final RoutingClient client;
  private final PartitionRequest request;
  private final Consumer<PartitionResponse> reply;

  private String target = "";
  private boolean remembered;
  private byte @Nullable [] bytes;
  private boolean waiting;

  private boolean searching;
  private long searchingSinceNanos;
  private List<String> candidates = List.of();
  private int asked;
  private int hintsInARow;
  private int conflicts;
  private @Nullable String hint;
  private long waitNanos = WAIT_NANOS_MIN;

  Route(RoutingClient client, PartitionRequest request, Consumer<PartitionResponse> reply) {
    this.client = client;
    this.request = request;
    this.reply = reply;
  }

  void start() {
    String leader = byLeader() ? client.leaders.find(request.partition()) : null;
    if (leader != null) {
      remembered = true;
      attempt(leader);
    } else {
      candidates = candidates();
      attempt(nextCandidate());
    }
  }

  private boolean byLeader() {
    return switch (request) {
      case PartitionRequest.ReadRow read -> read.consistent();
      case PartitionRequest.ReadPage page -> page.consistent();
      case PartitionRequest.WriteItem write -> true;
      case PartitionRequest.ReadStatistics statistics -> false;
      case PartitionRequest.Upkeep upkeep -> true;
      case PartitionRequest.Transact transact -> true;
    };
  }

  private boolean isWrite() {
    return switch (request) {
      case PartitionRequest.WriteItem write -> true;
      case PartitionRequest.Transact transact ->
          !(transact.step() instanceof TransactionRequest.Read);
      case PartitionRequest.ReadRow read -> false;
      case PartitionRequest.ReadPage page -> false;
      case PartitionRequest.ReadStatistics statistics -> false;
      case PartitionRequest.Upkeep upkeep -> false;
    };
  }

  private List<String> candidates() {
    Placement placement = client.placements.find(request.partition());
    return byLeader() ? client.candidates.leaders(placement) : client.candidates.readers(placement);
  }

  private String nextCandidate() {
    return candidates.get(asked++ % candidates.size());
  }

  private void attempt(String node) {
    target = node;
    if (node.equals(client.self)) {
      client.local.send(request, this);
      return;
    }
    if (!beginWaiting()) {
      done(new PartitionResponse.Busy("too many requests wait for other nodes"));
      return;
    }
    byte[] encoded = bytes;
    if (encoded == null) {
      encoded = PartitionRequestCodec1.encode(request);
      bytes = encoded;
    }
    client.rpc.call(node, Services.PARTITION, encoded, timeoutNanos(), this::ended);
  }

  private long timeoutNanos() {
    return switch (request) {
      case PartitionRequest.WriteItem write -> client.options.writeNanos();
      case PartitionRequest.Transact transact -> client.options.writeNanos();
      case PartitionRequest.ReadPage page -> client.options.pageNanos();
      case PartitionRequest.ReadRow read -> client.options.readNanos();
      case PartitionRequest.ReadStatistics statistics -> client.options.readNanos();
      case PartitionRequest.Upkeep upkeep -> client.options.pageNanos();
    };
  }

  private void ended(Rpc.Outcome outcome) {
    switch (outcome) {
      case Rpc.Outcome.Answered answered -> {
        switch (PartitionResponseCodec1.decode(answered.response())) {
          case Decoded.Valid<PartitionResponse> valid -> accept(valid.message());
          case Decoded.Invalid<PartitionResponse> invalid ->
              accept(
                  new PartitionResponse.Unknown(
                      target + " answered what cannot be read: " + invalid.reason()));
        }
      }
      case Rpc.Outcome.Busy busy -> {
        PartitionResponse full = new PartitionResponse.Busy(target + ": " + busy.reason());
        if (byLeader() || asked >= candidates.size()) {
          done(full);
        } else {
          next(null, full);
        }
      }
      case Rpc.Outcome.NotDone not -> next(null, new PartitionResponse.NotLeader(null));
      case Rpc.Outcome.Unknown unknown ->
          accept(new PartitionResponse.Unknown(target + ": " + unknown.reason()));
    }
  }

  /** The answer of the node that was asked. */
  @Override
  public void accept(PartitionResponse response) {
    switch (response) {
      case PartitionResponse.NotLeader notLeader -> next(notLeader.leader(), response);
      case PartitionResponse.NotHosted notHosted -> next(null, response);
      case PartitionResponse.Unknown unknown -> {
        if (isWrite()) {
          forgetLeader();
          done(response);
        } else {
          next(null, response);
        }
      }
      case PartitionResponse.Failed failed -> {
        if (byLeader() || asked >= candidates.size()) {
          done(response);
        } else {
          next(null, response);
        }
      }
      case PartitionResponse.Busy busy -> done(response);
      case PartitionResponse.Conflict conflict -> conflict(response);
      case PartitionResponse.Row row -> served(response);
      case PartitionResponse.Page page -> served(response);
      case PartitionResponse.Written written -> served(response);
      case PartitionResponse.ConditionFailed failed -> served(response);
      case PartitionResponse.Refused refused -> served(response);
      case PartitionResponse.Statistics statistics -> served(response);
      case PartitionResponse.Kept kept -> served(response);
      case PartitionResponse.Transacted transacted -> served(response);
    }
  }

  /** A transaction is over in a moment, as a rule; the client hears of it only when it is not. */
  private void conflict(PartitionResponse response) {
    if (conflicts >= CONFLICTS_MAX || !beginWaiting()) {
      served(response);
      return;
    }
    long nanos = Math.min(CONFLICT_NANOS_MIN << conflicts, CONFLICT_NANOS_MAX);
    conflicts++;
    client.executor.schedule(nanos, () -> attempt(target));
  }

  private void served(PartitionResponse response) {
    if (!remembered && byLeader()) {
      client.leaders.put(request.partition(), target);
    }
    done(response);
  }

  private void forgetLeader() {
    if (byLeader()) {
      client.leaders.forget(request.partition(), target);
    }
  }

  /** Nothing was done, or nothing that matters. */
  private void next(@Nullable String newHint, PartitionResponse response) {
    forgetLeader();
    remembered = false;
    hint = newHint;
    if (!searching) {
      searching = true;
      searchingSinceNanos = client.clock.nanos();
      if (candidates.isEmpty()) {
        candidates = candidates();
      }
    }
    if (newHint != null && !newHint.equals(target) && hintsInARow < HINTS_IN_A_ROW_MAX) {
      hintsInARow++;
      attempt(newHint);
    } else if (asked < candidates.size()) {
      attempt(nextUnlike(target));
    } else {
      wait(response);
    }
  }

  /** The next candidate; the one after it when that was asked just now, as a remembered leader. */
  private String nextUnlike(String node) {
    String candidate = nextCandidate();
    return candidate.equals(node) && asked < candidates.size() ? nextCandidate() : candidate;
  }

  private void wait(PartitionResponse response) {
    boolean placed = client.placements.find(request.partition()) != null;
    long spentNanos = client.clock.nanos() - searchingSinceNanos;
    long limitNanos = placed ? client.options.findNanos() : client.options.unplacedNanos();
    if (spentNanos + waitNanos > limitNanos) {
      done(lastWord(response, placed));
      return;
    }
    if (!beginWaiting()) {
      done(new PartitionResponse.Busy("too many requests wait for their partitions' leaders"));
      return;
    }
    client.executor.schedule(waitNanos, this::afterWait);
    waitNanos = Math.min(2 * waitNanos, WAIT_NANOS_MAX);
  }

  /** Others may have found the leader meanwhile; else ask the one that was named, then each. */
  private void afterWait() {
    hintsInARow = 0;
    candidates = candidates();
    asked = 0;
    String leader = byLeader() ? client.leaders.find(request.partition()) : null;
    String named = hint;
    if (leader != null) {
      remembered = true;
      attempt(leader);
    } else if (named != null) {
      attempt(named);
    } else {
      attempt(nextCandidate());
    }
  }

  /** A partition that is placed somewhere exists, whatever single nodes say. */
  private static PartitionResponse lastWord(PartitionResponse response, boolean placed) {
    return placed && response instanceof PartitionResponse.NotHosted
        ? new PartitionResponse.NotLeader(null)
        : response;
  }

  private boolean beginWaiting() {
    if (!waiting) {
      waiting = client.beginWaiting();
    }
    return waiting;
  }

  private void done(PartitionResponse response) {
    if (waiting) {
      waiting = false;
      client.endWaiting();
    }
    reply.accept(response);
  }
}
