package dev.stator.base.sim;

import dev.stator.base.Check;
import dev.stator.base.Network;
import dev.stator.base.RandomSource;
import dev.stator.base.Scheduler;
import dev.stator.base.SerialExecutor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One simulated machine: a clock, a disk, and, from boot to boot, a scheduler and a place on the
 * network. What belongs to an earlier boot never runs, sends or receives again.
 */
public final class SimNode {
  private final Simulation simulation;
  private final String name;
  private final RandomSource random;
  private final RandomSource forDelays;
  private final RandomSource forBoots;
  private final SimClock clock;
  private final SimDisk disk;
  private Scheduler scheduler;
  private SimEndpoint endpoint;
  private Predicate<Throwable> fatal = thrown -> false;
  private boolean up = true;
  private long boot = 1;
  private long pausedUntilNanos;
  private long taskDelayNanosMax = 10_000;

  SimNode(Simulation simulation, String name, RandomSource source) {
    this.simulation = simulation;
    this.name = name;
    random = source.fork();
    forDelays = source.fork();
    forBoots = source.fork();
    disk = new SimDisk(source.fork());
    clock = new SimClock(simulation, clockOrigin());
    scheduler = new BootScheduler();
    endpoint = new SimEndpoint(simulation.network(), this);
  }

  public String name() {
    return name;
  }

  public SimClock clock() {
    return clock;
  }

  public SimDisk disk() {
    return disk;
  }

  /** Fork it for whoever needs randomness on this machine. */
  public RandomSource random() {
    return random;
  }

  /** Of the present boot: ask again after a restart. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** Of the present boot: ask again after a restart. */
  public Network network() {
    return endpoint;
  }

  public boolean up() {
    return up;
  }

  /**
   * Kills the process: what runs there stops between two tasks; the disk keeps what was written.
   */
  public void crash() {
    Check.that(up, "only what is up can crash");
    simulation.trace(name + " crashes");
    stop();
    disk.crash();
  }

  /** As {@link #crash}, and the disk loses what was not synced, as its faults have it. */
  public void powerLoss() {
    Check.that(up, "only what is up can lose power");
    simulation.trace(name + " loses power");
    stop();
    disk.powerLoss();
    clock.reboot(clockOrigin());
  }

  /** Boots again: a fresh scheduler and a fresh place on the network. */
  public void restart() {
    Check.that(!up, "only what is down can restart");
    simulation.trace(name + " restarts");
    up = true;
    scheduler = new BootScheduler();
    endpoint = new SimEndpoint(simulation.network(), this);
  }

  /** Boots again and runs {@code program} on the machine, where a fault may strike it too. */
  public void restart(Runnable program) {
    restart();
    run("boot", program);
  }

  /** Runs {@code program} on the present boot of the machine, a little later. */
  public void run(String what, Runnable program) {
    scheduler.serial(what).execute(program);
  }

  /**
   * Stops everything here for a while, clocks and disk excepted, as a long collection of garbage or
   * a suspended virtual machine does.
   */
  public void pause(long nanos) {
    pausedUntilNanos = Math.max(pausedUntilNanos, simulation.nowNanos() + nanos);
    simulation.trace(name + " pauses");
  }

  /** The longest wait of a computing task behind its executor's earlier one. Default 10 µs. */
  public void taskDelayMax(long nanos) {
    Check.that(nanos >= 1, "a delay is at least 1 ns");
    taskDelayNanosMax = nanos;
  }

  /**
   * What becomes of a throwable that no task caught, as the production node's fatal handler.
   *
   * @param crashesNode true to crash this machine as intended; false (the default for everything)
   *     to fail the run
   */
  public void onFatal(Predicate<Throwable> crashesNode) {
    fatal = crashesNode;
  }

  /** How many times the machine was started, this time included. */
  public long boot() {
    return boot;
  }

  boolean runs(long ofBoot) {
    return up && boot == ofBoot && !disk.doomed();
  }

  @Nullable SimEndpoint endpointIfUp() {
    return up && !disk.doomed() ? endpoint : null;
  }

  long pauseLeftNanos() {
    return Math.max(0, pausedUntilNanos - simulation.nowNanos());
  }

  long computingDelayNanos() {
    return 1 + forDelays.nextLong(taskDelayNanosMax);
  }

  long blockingDelayNanos() {
    return computingDelayNanos() + disk.delayNanos();
  }

  /** Whether the run goes on after a throwable that a task let out. */
  boolean survivesUncaught(Throwable thrown) {
    if (disk.doomed() || (!up && thrown instanceof MachineDiedError)) {
      // The machine died inside the task: whatever the task made of it happened to nobody.
      return true;
    }
    if (!fatal.test(thrown)) {
      return false;
    }
    if (up) {
      crash();
    }
    return true;
  }

  /** Lets the machine die if its disk said so during the task that just ended. */
  void dieIfDoomed() {
    if (!up || !disk.doomed()) {
      return;
    }
    if (disk.doomIsPowerLoss()) {
      powerLoss();
    } else {
      crash();
    }
  }

  /** Of either sign, so that nobody takes a reading for a time or 0 for "never". */
  private long clockOrigin() {
    return forBoots.nextLong() >> 2;
  }

  private void stop() {
    up = false;
    boot++;
    pausedUntilNanos = 0;
  }

  /** Hands out executors that die with the boot in which this was made. */
  private final class BootScheduler implements Scheduler {
    private final long ofBoot = boot;

    @Override
    public SerialExecutor serial(String executorName) {
      return new SimExecutor(simulation, SimNode.this, ofBoot, executorName, false);
    }

    @Override
    public SerialExecutor blocking(String executorName) {
      return new SimExecutor(simulation, SimNode.this, ofBoot, executorName, true);
    }
  }
}
