package dev.stator.consensus.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.NetworkChannels;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.consensus.liveness.Liveness;
import dev.stator.consensus.liveness.LivenessOptions;
import dev.stator.consensus.liveness.Withdrawal;
import dev.stator.storage.wal.FileLog;
import dev.stator.storage.wal.LogOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom a host calls silent. */
class SilenceTest {
  private static final long SECOND = 1_000_000_000L;

  /** A node that shares no group of its own pings nobody; it answers as soon as it is asked. */
  @Test
  void aNodeThatOnlyAnswersIsNotSilent() throws IOException {
    Simulation simulation = new Simulation(3);
    SimNode a = simulation.node("a");
    SimNode b = simulation.node("b");
    NetworkChannels channels = new NetworkChannels(a.network());
    GroupHost host =
        new GroupHost(
            "a",
            FileLog.open(
                a.disk(),
                "wal",
                LogOptions.small(32 << 10),
                a.scheduler().blocking("log"),
                a.scheduler().blocking("janitor"),
                a.random().fork(),
                thrown -> {}),
            channels.channel(NetworkChannels.CONSENSUS),
            channels.channel(NetworkChannels.LIVENESS),
            a.scheduler(),
            a.clock(),
            a.random().fork(),
            HostOptions.DEFAULT,
            thrown -> {});
    new Liveness(
        new NetworkChannels(b.network()).channel(NetworkChannels.LIVENESS),
        b.scheduler(),
        b.clock(),
        b.random().fork(),
        LivenessOptions.DEFAULT,
        new Nobody());
    List<String> silent = new ArrayList<>();
    host.onSilence(silent::add);
    host.liveness.share("b");
    simulation.runFor(3 * SECOND);
    assertThat(host.heard("b")).isTrue();
    assertThat(silent).isEmpty();

    host.liveness.unshare("b");
    simulation.runFor(3 * SECOND);
    assertThat(silent).as("it is not asked any more").isEmpty();

    host.liveness.share("b");
    simulation.runFor(SECOND);
    simulation.network().isolate("b");
    simulation.runFor(SECOND);
    assertThat(silent).containsOnly("b");
  }

  private static final class Nobody implements Liveness.Listener {
    @Override
    public void changed(String node) {}

    @Override
    public void withdrawn(String node, Withdrawal withdrawal, long atNanos) {}
  }
}
