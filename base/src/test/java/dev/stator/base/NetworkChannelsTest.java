package dev.stator.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NetworkChannelsTest {
  private final Loopback wire = new Loopback();
  private final NetworkChannels channels = new NetworkChannels(wire);
  private final List<String> got = new ArrayList<>();

  @Test
  void eachChannelGetsItsOwnMessagesAsTheyWereSent() {
    listen(NetworkChannels.CONSENSUS);
    listen(NetworkChannels.RPC);
    channels.channel(NetworkChannels.RPC).send("b", new byte[] {5, 6});
    channels.channel(NetworkChannels.CONSENSUS).send("b", new byte[0]);
    assertThat(got).containsExactly("3 from b: [5, 6]", "1 from b: []");
    assertThat(channels.channel(NetworkChannels.LIVENESS).self()).isEqualTo("a");
  }

  @Test
  void theFirstByteOnTheWireIsTheChannel() {
    byte[] message = {5, 6};
    channels.channel(NetworkChannels.LIVENESS).send("b", message);
    assertThat(wire.last).containsExactly(2, 5, 6);
    assertThat(message).containsExactly(5, 6);
  }

  @Test
  void whatNobodyListensToIsDropped() {
    listen(NetworkChannels.RPC);
    channels.channel(NetworkChannels.CONSENSUS).send("b", new byte[] {1});
    wire.deliver(new byte[0]);
    wire.deliver(new byte[] {0, 1});
    wire.deliver(new byte[] {-1, 1});
    wire.deliver(new byte[] {8, 1});
    assertThat(got).isEmpty();
  }

  @Test
  void aChannelHasOneReceiver() {
    listen(NetworkChannels.RPC);
    assertThatThrownBy(() -> listen(NetworkChannels.RPC))
        .isInstanceOf(Check.InvariantException.class);
    assertThatThrownBy(() -> channels.channel(8)).isInstanceOf(Check.InvariantException.class);
    assertThatThrownBy(() -> channels.channel(0)).isInstanceOf(Check.InvariantException.class);
  }

  private void listen(int channel) {
    channels
        .channel(channel)
        .receive((from, message) ->
            got.add(channel + " from " + from + ": " + java.util.Arrays.toString(message)));
  }

  /** Brings every message back as if the addressee had sent it. */
  private static final class Loopback implements Network {
    private @Nullable Receiver receiver;
    private byte[] last = {};

    @Override
    public String self() {
      return "a";
    }

    @Override
    public void send(String to, byte[] message) {
      last = message;
      Objects.requireNonNull(receiver).message(to, message);
    }

    void deliver(byte[] message) {
      Objects.requireNonNull(receiver).message("b", message);
    }

    @Override
    public void receive(Receiver newReceiver) {
      receiver = newReceiver;
    }
  }
}
