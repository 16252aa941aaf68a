package dev.stator.consensus.liveness;

import dev.stator.base.RandomSource;

/**
 * This node and another: what was heard, what the pongs are good for, what must be told. Pure of
 * threads and time; what signals change is changed from one place alone, and read from everywhere.
 */
final class Pair implements Peers.Peer {
  private final String node;
  private final LivenessOptions options;
  // Guarded by itself.
  private final Withdrawals withdrawals;
  private volatile Heard heard = Heard.NEVER;
  private volatile Support support = Support.NONE;
  private volatile long readEra;
  private volatile long readThrough;
  private long supportProcess;
  private long supportEra;
  private boolean hears;
  private boolean supported;
  private boolean interrupted;
  private long interruptedNanos;

  /** How many groups have a member there. Guarded by whoever owns the pair. */
  int shared;

  /** Since when some group has a member there; of use while one has. Guarded likewise. */
  long sharedSinceNanos;

  /** Whether some group looks at it, and may list withdrawals: then it is never forgotten. */
  volatile boolean kept;

  /** Gets what the other node's list brings, before the message that brought it counts. */
  interface Reader {
    void withdrawn(String node, Withdrawal withdrawal, long atNanos);
  }

  /** What a signal came to. */
  enum Outcome {
    /** Nothing that groups need to know. */
    QUIET,
    /** Something began to hold, or is from another process or era. */
    CHANGED
  }

  Pair(String node, LivenessOptions options, RandomSource random) {
    this.node = node;
    this.options = options;
    this.withdrawals = new Withdrawals(options.withdrawalsMax(), random);
  }

  @Override
  public String node() {
    return node;
  }

  @Override
  public Heard heard() {
    return heard;
  }

  @Override
  public Support support() {
    return support;
  }

  @Override
  public Heard withdraw(Withdrawal withdrawal) {
    synchronized (withdrawals) {
      withdrawals.add(withdrawal);
    }
    return heard;
  }

  Signal ping(long process, long nowNanos) {
    return signal(false, process, nowNanos, listed());
  }

  /** A ping is heard first and answered then: see {@link Peers.Peer#withdraw}. */
  Outcome heard(Signal ping, Reader reader, long nowNanos) {
    Heard before = heard;
    boolean news = !hears || before.process() != ping.process() || before.era() != ping.era();
    hears = true;
    heard = new Heard(ping.process(), ping.era(), nowNanos);
    read(ping, reader, nowNanos);
    return news ? Outcome.CHANGED : Outcome.QUIET;
  }

  /** The answer to a ping that {@link #heard} has taken. */
  Signal pong(Signal ping, long process) {
    return signal(true, process, ping.sentNanos(), listed());
  }

  /** A pong counts from when its ping was sent, and only after what it brings is marked. */
  Outcome answered(Signal pong, Reader reader, long nowNanos) {
    boolean before = interrupted && pong.sentNanos() - interruptedNanos < 0;
    if (before || pong.toEra() != listed().era() || pong.sentNanos() - nowNanos > 0) {
      return Outcome.QUIET;
    }
    long countsFrom = earlier(pong.sentNanos(), nowNanos);
    read(pong, reader, nowNanos);
    Support known = support;
    boolean first = known.generation() == 0;
    if (!first && pong.sentNanos() - known.sentNanos() <= 0) {
      return Outcome.QUIET;
    }
    boolean same = !first && pong.process() == supportProcess && pong.era() == supportEra;
    supportProcess = pong.process();
    supportEra = pong.era();
    support =
        new Support(
            same ? known.generation() : known.generation() + 1,
            same ? known.sinceNanos() : nowNanos,
            pong.sentNanos(),
            countsFrom + options.supportNanos());
    boolean news = !same || !supported;
    supported = support.runs(nowNanos);
    return news && supported ? Outcome.CHANGED : Outcome.QUIET;
  }

  /**
   * Pongs count only of pings that are sent from now on.
   *
   * @return true when one counted
   */
  boolean interrupted(long nowNanos) {
    interrupted = true;
    interruptedNanos = nowNanos;
    Support known = support;
    support = new Support(known.generation(), known.sinceNanos(), known.sentNanos(), nowNanos);
    boolean counted = supported;
    supported = false;
    return counted;
  }

  /** True when something has ceased to hold since the last time. */
  boolean lapsed(long nowNanos) {
    boolean silent = hears && !heard.within(options.leaseNanos(), nowNanos);
    boolean unsupported = supported && !support.runs(nowNanos);
    hears &= !silent;
    supported &= !unsupported;
    return silent || unsupported;
  }

  /** How long from now until something may lapse; {@code most} when nothing does before. */
  long lapsesIn(long most, long nowNanos) {
    long in = most;
    if (hears) {
      in = Math.min(in, heard.atNanos() + options.leaseNanos() - nowNanos);
    }
    if (supported) {
      in = Math.min(in, support.untilNanos() - nowNanos);
    }
    return Math.max(0, in);
  }

  /**
   * For how long nothing has come from a node that is asked; what it said before counts as well.
   */
  long silentNanos(long nowNanos) {
    long silent = nowNanos - sharedSinceNanos;
    Heard last = heard;
    if (last.ever()) {
      silent = Math.min(silent, nowNanos - last.atNanos());
    }
    Support answered = support;
    if (answered.generation() != 0) {
      silent = Math.min(silent, nowNanos - answered.sentNanos());
    }
    return Math.max(0, silent);
  }

  /** True when nobody here ever looked at the other node, and it has not been heard for long. */
  boolean forgotten(long nowNanos) {
    return !kept && !heard.within(10 * options.leaseNanos(), nowNanos);
  }

  /** From when a pong counts: its arrival proves nothing later than the ping's departure. */
  private static long earlier(long sentNanos, long nowNanos) {
    return sentNanos - nowNanos <= 0 ? sentNanos : nowNanos;
  }

  private void read(Signal signal, Reader reader, long nowNanos) {
    synchronized (withdrawals) {
      withdrawals.read(signal.toEra(), signal.readThrough());
    }
    if (signal.era() != readEra) {
      readThrough = 0;
      readEra = signal.era();
    }
    for (Signal.Numbered numbered : signal.withdrawals()) {
      if (numbered.number() > readThrough) {
        reader.withdrawn(node, numbered.withdrawal(), nowNanos);
        readThrough = numbered.number();
      }
    }
  }

  private Withdrawals.Listed listed() {
    synchronized (withdrawals) {
      return withdrawals.listed();
    }
  }

  private Signal signal(boolean pong, long process, long sentNanos, Withdrawals.Listed listed) {
    return new Signal(
        pong, process, listed.era(), readEra, sentNanos, readThrough, listed.withdrawals());
  }
}
