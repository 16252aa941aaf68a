package dev.stator.consensus.liveness;

import dev.stator.base.Check;
import dev.stator.base.Clock;
import dev.stator.base.Network;
import dev.stator.base.RandomSource;
import dev.stator.base.Scheduler;
import dev.stator.base.SerialExecutor;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Pings the nodes that this one shares groups with, and answers theirs: one message each way per
 * pair and interval, whatever the number of groups. A node that shares nothing with anybody has no
 * timer here, and sends nothing. All methods may be called from any thread; the listener is called
 * on an executor that groups do not delay.
 */
public final class Liveness implements Peers {
  private static final long WAITING_BYTES_MAX = 16L << 20;

  private final Network network;
  private final Scheduler scheduler;
  private final Clock clock;
  private final RandomSource random;
  private final LivenessOptions options;
  private final Listener listener;
  private final long process;
  private final TimeKept timeKept;
  private final AtomicLong waitingBytes = new AtomicLong();
  private final ConcurrentSkipListMap<String, Pair> pairs = new ConcurrentSkipListMap<>();
  private volatile @Nullable SerialExecutor executor;

  // On the executor alone.
  private SerialExecutor.@Nullable Timer timer;
  private long wakeNanos;
  private long pingDueNanos;
  private boolean waitedForMessages;

  /** Hears what groups must know. Neither method may wait for anything. */
  public interface Listener {
    /** A node is heard, or answers, again or no more, or is another process: look again. */
    void changed(String node);

    /**
     * A node's member has left a term. When this returns, no thread counts that member for what it
     * confirmed up to {@code atNanos}.
     */
    void withdrawn(String node, Withdrawal withdrawal, long atNanos);
  }

  public Liveness(
      Network network,
      Scheduler scheduler,
      Clock clock,
      RandomSource random,
      LivenessOptions options,
      Listener listener) {
    this.network = network;
    this.scheduler = scheduler;
    this.clock = clock;
    this.random = random;
    this.options = options;
    this.listener = listener;
    this.process = random.nextLong();
    this.timeKept = new TimeKept(clock, options.leaseNanos());
    network.receive(this::message);
  }

  /** One more group has a member on that node. */
  public synchronized Peer share(String node) {
    Check.that(!node.equals(network.self()), "a node is no peer of its own");
    Pair pair = keep(node);
    pair.shared++;
    if (pair.shared == 1) {
      pair.sharedSinceNanos = clock.nanos();
      executor().execute(() -> joined(pair));
    }
    return pair;
  }

  /** One group less. */
  public synchronized void unshare(String node) {
    Pair pair = pairOf(node);
    Check.that(pair.shared > 0, "nothing is shared with %s", node);
    pair.shared--;
  }

  @Override
  public Peer peer(String node) {
    Pair pair = pairs.get(node);
    return pair != null && pair.kept ? pair : keep(node);
  }

  private synchronized Pair keep(String node) {
    Pair pair = pairOf(node);
    pair.kept = true;
    return pair;
  }

  /** True when a ping of that node came within the length of a lease. */
  public boolean heard(String node) {
    Pair pair = pairs.get(node);
    return pair != null && pair.heard().within(options.leaseNanos(), clock.nanos());
  }

  /**
   * True when that node is {@link #heard} or has answered a ping within the length of a lease. One
   * that has lost its replicas pings nobody, and answers.
   */
  public boolean reaches(String node) {
    Pair pair = pairs.get(node);
    return pair != null && (pair.support().runs(clock.nanos()) || heard(node));
  }

  /**
   * For how long a node has said nothing that this one shares groups with; 0 for one that is {@link
   * #reaches reached}, and for one that nobody here asks anything.
   */
  public synchronized long silentNanos(String node) {
    Pair pair = pairs.get(node);
    return pair == null || pair.shared == 0 || reaches(node) ? 0 : pair.silentNanos(clock.nanos());
  }

  /**
   * False while what pongs say cannot be relied on, since this process's clock may have stood; any
   * thread.
   */
  public boolean keepsTime() {
    return timeKept.holds();
  }

  /** After the clock stood nothing counts that rests on what was sent before. */
  private void minds(long now) {
    if (timeKept.look()) {
      for (Pair pair : pairs.values()) {
        if (pair.interrupted(now)) {
          listener.changed(pair.node());
        }
      }
    }
  }

  /**
   * 0 for a node that is not reached; else a number that is another one after it has come back as
   * another process.
   */
  public long incarnation(String node) {
    Pair pair = pairs.get(node);
    return pair == null || !reaches(node) ? 0 : 1 + pair.support().generation();
  }

  private Pair pairOf(String node) {
    Pair known = pairs.get(node);
    if (known != null) {
      return known;
    }
    Pair made = new Pair(node, options, random.fork());
    pairs.put(node, made);
    return made;
  }

  private synchronized SerialExecutor executor() {
    SerialExecutor known = executor;
    if (known == null) {
      known = scheduler.separate("liveness");
      executor = known;
    }
    return known;
  }

  private void joined(Pair pair) {
    long now = clock.nanos();
    network.send(pair.node(), SignalCodec1.encode(pair.ping(process, now)));
    if (timer == null) {
      pingDueNanos = now + interval();
      sleep(now);
    }
  }

  private void message(String from, byte[] bytes) {
    if (waitingBytes.addAndGet(bytes.length) > WAITING_BYTES_MAX) {
      waitingBytes.addAndGet(-bytes.length);
      return;
    }
    SerialExecutor on = executor;
    (on == null ? executor() : on)
        .execute(() -> {
          waitingBytes.addAndGet(-bytes.length);
          take(from, bytes);
        });
  }

  private void take(String from, byte[] bytes) {
    Signal signal = SignalCodec1.decode(bytes);
    Pair pair = signal == null ? null : pairWith(from, signal);
    if (signal == null || pair == null) {
      return;
    }
    minds(clock.nanos());
    Pair.Outcome outcome;
    if (signal.pong()) {
      outcome = pair.answered(signal, listener::withdrawn, clock.nanos());
    } else {
      outcome = pair.heard(signal, listener::withdrawn, clock.nanos());
      network.send(from, SignalCodec1.encode(pair.pong(signal, process)));
    }
    if (outcome == Pair.Outcome.CHANGED) {
      listener.changed(from);
      rearm();
    }
  }

  /** Whoever pings is answered, if there is room to know it. */
  private synchronized @Nullable Pair pairWith(String from, Signal signal) {
    Pair known = pairs.get(from);
    if (known != null || signal.pong() || from.equals(network.self())) {
      return known;
    }
    return pairs.size() < options.peersMax() ? pairOf(from) : null;
  }

  private void wake() {
    timer = null;
    long now = clock.nanos();
    if (now - wakeNanos > options.pingNanos() && !waitedForMessages) {
      // This process stood still: what has come in meanwhile is looked at before anybody is silent.
      waitedForMessages = true;
      executor().execute(this::wake);
      return;
    }
    waitedForMessages = false;
    minds(now);
    boolean pingDue = now - pingDueNanos >= 0;
    if (pingDue) {
      pingDueNanos = now + interval();
    }
    for (Pair pair : pairs.values()) {
      if (pingDue && isShared(pair)) {
        network.send(pair.node(), SignalCodec1.encode(pair.ping(process, now)));
      }
      if (pair.lapsed(now)) {
        listener.changed(pair.node());
      }
    }
    if (pingDue) {
      forget(now);
    }
    sleep(now);
  }

  private synchronized boolean isShared(Pair pair) {
    return pair.shared > 0;
  }

  private synchronized void forget(long now) {
    pairs.values().removeIf(pair -> pair.forgotten(now));
  }

  /** Something began to hold, so it may lapse before the timer goes. */
  private void rearm() {
    SerialExecutor.Timer set = timer;
    if (set != null) {
      set.cancel();
      sleep(clock.nanos());
    }
  }

  /** Until the next ping, or until something lapses before that; for good when nobody is left. */
  private void sleep(long now) {
    long in = Math.max(0, pingDueNanos - now);
    boolean anybody = false;
    for (Pair pair : pairs.values()) {
      anybody |= isShared(pair);
      in = pair.lapsesIn(in, now);
    }
    wakeNanos = now + in;
    timer = anybody ? executor().schedule(in, this::wake) : null;
  }

  /** A tenth of jitter keeps nodes from falling into step. */
  private long interval() {
    long tenth = options.pingNanos() / 10;
    return options.pingNanos() - tenth / 2 + random.nextLong(tenth + 1);
  }
}
