package dev.stator.cluster.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Bytes;
import dev.stator.base.RandomSource;
import dev.stator.base.sim.LinkSettings;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.rpc.Rpc.Outcome;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three nodes that call each other while messages are lost, doubled and late and nodes crash. */
class RpcSimulationTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1000 * MILLI;
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final int SERVICE = 5;

  private Simulation world = new Simulation(0);
  private final TreeMap<String, NetworkRpc> rpcs = new TreeMap<>();
  // By the call's number; each call is a different one.
  private final TreeMap<Long, Integer> handled = new TreeMap<>();
  private final TreeMap<Long, Ended> ended = new TreeMap<>();
  private final TreeMap<Long, Started> started = new TreeMap<>();
  private long calls;

  private record Started(String caller, long boot, long atNanos, long timeoutNanos) {}

  private record Ended(Outcome outcome, long atNanos) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void eachCallEndsOnceAndTrulyAndIsHandledOnceAtMost(long seed) {
    world = new Simulation(seed);
    world.network().everywhere(LinkSettings.HOSTILE);
    NAMES.forEach(this::boot);
    RandomSource random = world.random();
    for (int round = 0; round < 300; round++) {
      for (int i = 0; i < 5; i++) {
        startCall(random, 1 + random.nextLong(SECOND));
      }
      if (random.chance(0.05)) {
        SimNode victim = world.node(NAMES.get(random.nextInt(3)));
        victim.crash();
        victim.restart();
        boot(victim.name());
      }
      if (random.chance(0.05)) {
        world.network().cut(NAMES.get(random.nextInt(3)), NAMES.get(random.nextInt(3)));
      }
      if (random.chance(0.1)) {
        world.network().heal();
      }
      world.runFor(random.nextLong(20 * MILLI));
    }
    world.runFor(10 * SECOND);
    check();
    world.network().healAll();
    // The first call to a node that was restarted may find that out.
    startCalls(random);
    long before = calls;
    startCalls(random);
    for (long call = before + 1; call <= calls; call++) {
      assertThat(ended.get(call)).isNotNull();
      assertThat(ended.get(call).outcome()).isInstanceOf(Outcome.Answered.class);
    }
  }

  private void startCalls(RandomSource random) {
    for (int i = 0; i < 50; i++) {
      startCall(random, SECOND);
    }
    world.runFor(5 * SECOND);
  }

  private void check() {
    int answered = 0;
    int notDone = 0;
    int unknown = 0;
    assertThat(handled.values()).containsOnly(1);
    for (long call = 1; call <= calls; call++) {
      Started start = started.get(call);
      Ended end = ended.get(call);
      if (end == null) {
        // Only the death of the caller keeps a call from ending.
        assertThat(world.node(start.caller()).boot()).isGreaterThan(start.boot());
        continue;
      }
      assertThat(end.atNanos() - start.atNanos()).isLessThan(start.timeoutNanos() + 60 * MILLI);
      switch (end.outcome()) {
        case Outcome.Answered good -> {
          answered++;
          assertThat(Bytes.getLong(good.response(), 0)).isEqualTo(call);
          assertThat(handled).containsKey(call);
        }
        case Outcome.NotDone _, Outcome.Busy _ -> {
          notDone++;
          assertThat(handled).doesNotContainKey(call);
        }
        case Outcome.Unknown maybe -> unknown++;
      }
    }
    assertThat(answered).isGreaterThan(500);
    assertThat(notDone).isPositive();
    assertThat(unknown).isGreaterThan(20);
  }

  private void startCall(RandomSource random, long timeoutNanos) {
    long call = ++calls;
    String caller = NAMES.get(random.nextInt(3));
    byte[] request = new byte[8 + random.nextInt(100)];
    Bytes.putLong(request, 0, call);
    started.put(
        call, new Started(caller, world.node(caller).boot(), world.nowNanos(), timeoutNanos));
    rpcs.get(caller)
        .call(
            NAMES.get(random.nextInt(3)),
            SERVICE,
            request,
            timeoutNanos,
            outcome -> {
              Ended earlier = ended.put(call, new Ended(outcome, world.nowNanos()));
              assertThat(earlier).isNull();
            });
  }

  private void boot(String name) {
    SimNode node = world.node(name);
    NetworkRpc rpc =
        new NetworkRpc(
            node.network(),
            node.clock(),
            node.scheduler().serial("rpc"),
            node.random().fork(),
            RpcOptions.DEFAULT);
    rpc.serve(
        SERVICE,
        (from, request, reply) -> {
          handled.merge(Bytes.getLong(request, 0), 1, Integer::sum);
          if (request.length % 3 == 0) {
            reply.accept(request);
          } else {
            node.scheduler()
                .serial("later")
                .schedule(request.length * MILLI, () -> reply.accept(request));
          }
        });
    rpcs.put(name, rpc);
  }
}
