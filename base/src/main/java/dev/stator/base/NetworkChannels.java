package dev.stator.base;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Splits one network into several, told apart by the first byte of each message: replication,
 * liveness and calls share the connection of a pair of nodes. A message for a channel that nobody
 * listens to is dropped, as the network itself might.
 */
public final class NetworkChannels {
  /** Messages between members of replication groups. */
  public static final int CONSENSUS = 1;

  /** Pings and pongs between nodes. */
  public static final int LIVENESS = 2;

  /** Calls and their answers. */
  public static final int RPC = 3;

  private static final int CHANNELS = 8;

  private final Network network;
  private final AtomicReferenceArray<Network.@Nullable Receiver> receivers =
      new AtomicReferenceArray<>(CHANNELS);

  public NetworkChannels(Network network) {
    this.network = network;
    network.receive(this::message);
  }

  /** The network that carries this channel's messages alone. */
  public Network channel(int channel) {
    Check.that(channel > 0 && channel < CHANNELS, "no channel %d", channel);
    return new Channel(channel);
  }

  private void message(String from, byte[] message) {
    if (message.length == 0 || message[0] <= 0 || message[0] >= CHANNELS) {
      return;
    }
    Network.Receiver receiver = receivers.get(message[0]);
    if (receiver != null) {
      receiver.message(from, Arrays.copyOfRange(message, 1, message.length));
    }
  }

  private final class Channel implements Network {
    private final int channel;

    Channel(int channel) {
      this.channel = channel;
    }

    @Override
    public String self() {
      return network.self();
    }

    @Override
    public void send(String to, byte[] message) {
      byte[] framed = new byte[message.length + 1];
      framed[0] = (byte) channel;
      System.arraycopy(message, 0, framed, 1, message.length);
      network.send(to, framed);
    }

    @Override
    public void receive(Receiver receiver) {
      Check.that(
          receivers.compareAndSet(channel, null, receiver), "channel %d has a receiver", channel);
    }
  }
}
