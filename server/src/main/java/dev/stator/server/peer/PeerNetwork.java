package dev.stator.server.peer;

import dev.stator.base.Check;
import dev.stator.base.Network;
import dev.stator.base.RandomSource;
import dev.stator.base.Sayings;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's connections to all others. Both of a pair may connect; of two connections that came
 * about at the same time, that of the node with the smaller name stays.
 *
 * <p>Any thread may call. Messages and news of links come on the connections' own event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored")
public final class PeerNetwork implements Network, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerNetwork.class);

  private final String self;
  private final long era;
  private final PeerOptions options;
  private final RandomSource random;
  private final PeerLinks links;
  private final Consumer<Throwable> fatal;
  private final PeerLoop loop = PeerLoop.start();
  private final PeerSockets sockets;
  private final PeerStats stats = new PeerStats();
  private final Sayings sayings = new Sayings(System::nanoTime, LOG::warn);
  private final Connection.Owner owner = new Owner();
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();
  private volatile String clusterId;
  private volatile @Nullable Receiver receiver;
  private volatile boolean closed;
  private @Nullable Channel server;
  // On the loop.
  private int strangers;

  private PeerNetwork(Settings settings, PeerLinks links, Consumer<Throwable> fatal) {
    this.self = settings.node();
    this.clusterId = settings.clusterId();
    this.options = settings.options();
    this.random = settings.random();
    this.era = random.nextLong();
    this.links = links;
    this.fatal = fatal;
    this.sockets = new PeerSockets(loop, settings.tls(), options);
  }

  /**
   * Who this node is among others.
   *
   * @param node its name
   * @param clusterId the cluster that it belongs to; empty while it belongs to none
   * @param tls null for connections in the clear
   */
  public record Settings(
      String node,
      String clusterId,
      PeerOptions options,
      RandomSource random,
      @Nullable PeerTls tls) {}

  /**
   * Listens for other nodes.
   *
   * @param port 0 for any free port, see {@link #boundPort}
   * @param fatal hears of what a receiver of messages throws; it is to end the process
   * @throws IOException with a sentence that says what to change
   */
  public static PeerNetwork start(
      String host, int port, Settings settings, PeerLinks links, Consumer<Throwable> fatal)
      throws IOException {
    PeerNetwork network = new PeerNetwork(settings, links, fatal);
    boolean started = false;
    try {
      network.server = network.sockets.listen(host, port, network::accepted);
      started = true;
      return network;
    } finally {
      if (!started) {
        network.close();
      }
    }
  }

  public int boundPort() {
    Channel listening = server;
    Check.that(listening != null, "a network listens once it was started");
    return ((InetSocketAddress) Objects.requireNonNull(listening).localAddress()).getPort();
  }

  public PeerStats stats() {
    return stats;
  }

  /** The nodes that there is a connection to now, in order of their names. */
  public List<String> connected() {
    return peers.values().stream()
        .filter(peer -> peer.outbox().isAttached())
        .map(Peer::name)
        .sorted()
        .toList();
  }

  @Override
  public String self() {
    return self;
  }

  /** The random number of this process that others see in its greetings. */
  public long era() {
    return era;
  }

  @Override
  public void receive(Receiver newReceiver) {
    Check.that(receiver == null, "a receiver is set once");
    receiver = newReceiver;
  }

  @Override
  public void send(String to, byte[] message) {
    if (message.length > options.messageBytesMax()) {
      stats.droppedTooLarge.increment();
      int channel = message[0];
      sayings.accept(
          "too large for " + to + " on " + channel,
          "A message to node "
              + to
              + " (channel "
              + channel
              + ") has "
              + message.length
              + " bytes and is not sent: "
              + options.messageBytesMax()
              + " are the most. What it is about stands still.");
      return;
    }
    Peer peer = peers.get(to);
    if (peer == null) {
      stats.droppedUnconnected.increment();
    } else {
      peer.outbox().offer(message);
    }
  }

  /** Says where a node listens, now or from now on, and keeps a connection to it from then on. */
  public void address(String node, String host, int port) {
    onLoop(() -> {
      Peer peer = node.equals(self) ? null : peer(node);
      if (peer != null && peer.moveTo(new Peer.Address(host, port))) {
        dial(peer);
      }
    });
  }

  /** Ends what there is with a node that is no member any more. It may still connect by itself. */
  public void forget(String node) {
    onLoop(() -> {
      Peer peer = peers.remove(node);
      if (peer != null) {
        peer.forget();
        Connection connection = peer.connection();
        peer.disconnect();
        if (connection != null) {
          connection.end("its node left the cluster", false);
          links.down(node);
        }
      }
    });
  }

  /** Says which cluster this node belongs to now. Nodes of another are parted from. */
  public void joined(String newClusterId) {
    clusterId = newClusterId;
    onLoop(() -> {
      for (Peer peer : peers.values()) {
        Connection connection = peer.connection();
        Hello hello = connection == null ? null : connection.hello();
        if (connection != null && hello != null) {
          String objection = ofAnotherCluster(hello);
          if (objection == null) {
            connection.greetAgain();
          } else {
            connection.refuse(objection);
          }
        }
      }
    });
  }

  /**
   * Asks who is at an address, whatever cluster it belongs to.
   *
   * @param answer called once, on the connections' event loop
   */
  public void inquire(String host, int port, Consumer<Inquiry> answer) {
    onLoop(() -> {
      Asking asking = new Asking(answer);
      sockets.dial(
          host,
          port,
          new Connection(asking, true, true, options.helloMillis()),
          why -> asking.tell(new Inquiry.NotMet(why)));
    });
  }

  /** Closes all connections and stops the event loop. Idempotent. */
  @Override
  public void close() {
    closed = true;
    Channel listening = server;
    if (listening != null) {
      listening.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
    loop.close();
  }

  private void onLoop(Runnable task) {
    try {
      if (!closed) {
        loop.loop().execute(task);
      }
    } catch (RejectedExecutionException closedMeanwhile) {
      LOG.debug("The network is closed");
    }
  }

  private @Nullable Peer peer(String name) {
    Peer known = peers.get(name);
    if (known != null) {
      return known;
    }
    if (peers.size() >= options.peersMax()) {
      return null;
    }
    Peer made = new Peer(name, new Outbox(loop.loop(), options.queueBytesMax(), stats), options);
    peers.put(name, made);
    return made;
  }

  private @Nullable Connection accepted() {
    if (strangers >= options.strangersMax()) {
      return null;
    }
    strangers++;
    return new Connection(owner, false, false, options.helloMillis());
  }

  private void dial(Peer peer) {
    Peer.Address address = peer.address();
    if (closed || address == null || !peer.beginDialing()) {
      return;
    }
    sockets.dial(
        address.host(),
        address.port(),
        new Connection(new Dialing(peer), true, false, options.helloMillis()),
        why -> dialed(peer, why, false));
  }

  /** An attempt to connect came to nothing, or its connection has ended. */
  private void dialed(Peer peer, String why, boolean refused) {
    peer.endDialing();
    if (closed || peer.connection() != null) {
      return;
    }
    LOG.debug("No connection to {} at {}: {}", peer.name(), peer.address(), why);
    links.down(peer.name());
    int millis = refused ? options.refusedRetryMillis() : peer.nextRetryMillis();
    loop.loop()
        .schedule(
            () -> dial(peer), millis / 2 + random.nextInt(millis / 2 + 1), TimeUnit.MILLISECONDS);
  }

  private @Nullable String ofAnotherCluster(Hello hello) {
    String own = clusterId;
    return own.isEmpty() || hello.clusterId().isEmpty() || own.equals(hello.clusterId())
        ? null
        : hello.node()
            + " belongs to cluster "
            + hello.clusterId()
            + ", "
            + self
            + " to cluster "
            + own;
  }

  /** Takes a connection in, unless another one is kept. */
  private void greeted(Connection connection, Hello hello) {
    Peer peer = peer(hello.node());
    if (peer == null) {
      connection.refuse("too many nodes are connected to " + self);
      return;
    }
    Connection old = peer.connection();
    boolean crossed = old != null && crossed(peer, old, connection, hello);
    if (crossed && connection.dialed() != (self.compareTo(hello.node()) < 0)) {
      connection.end("there is another connection", false);
      return;
    }
    if (old != null && !crossed) {
      links.down(hello.node());
    }
    peer.connect(connection, System.nanoTime());
    stats.links.increment();
    if (old != null) {
      old.end("there is another connection", false);
    }
    if (!crossed) {
      LOG.info("Connected to {} at {}", hello.node(), connection.remoteAddress());
      links.up(hello.node());
    }
  }

  /**
   * Whether both nodes connected at once. A node connects only while it has no connection: one that
   * does so long after the last came about, or is another process, has lost that one.
   */
  private boolean crossed(Peer peer, Connection old, Connection connection, Hello hello) {
    Hello oldHello = old.hello();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - peer.connectedNanos());
    return oldHello != null
        && oldHello.era() == hello.era()
        && old.dialed() != connection.dialed()
        && millis < options.connectMillis() + options.helloMillis();
  }

  private void gone(Connection connection, Hello hello, String why) {
    Peer peer = peers.get(hello.node());
    if (peer != null && connection.equals(peer.connection())) {
      peer.disconnect();
      if (!closed) {
        LOG.info("The connection to {} ended: {}", hello.node(), why);
        links.down(hello.node());
        dial(peer);
      }
    }
  }

  /** Of connections that others made. */
  private class Owner implements Connection.Owner {
    @Override
    public Hello self(boolean inquiry) {
      return new Hello(self, clusterId, era, inquiry);
    }

    @Override
    public @Nullable String objection(Connection connection, Hello hello) {
      Hello before = connection.hello();
      if (before != null && (!before.node().equals(hello.node()) || before.era() != hello.era())) {
        return before.node() + " has become another";
      }
      if (hello.node().equals(self)) {
        return hello.era() == era
            ? self + " has connected to itself"
            : "two nodes are named " + self + ": each needs a name of its own";
      }
      return ofAnotherCluster(hello);
    }

    @Override
    public void greeted(Connection connection, Hello hello) {
      if (!connection.dialed()) {
        strangers--;
      }
      PeerNetwork.this.greeted(connection, hello);
    }

    @Override
    public void message(Connection connection, byte[] message) {
      Hello hello = connection.hello();
      Receiver to = receiver;
      stats.receivedMessages.increment();
      stats.receivedBytes.add(Frames1.HEADER_BYTES + message.length);
      if (hello == null || to == null) {
        return;
      }
      try {
        to.message(hello.node(), message);
      } catch (Throwable bug) {
        fatal.accept(bug);
      }
    }

    @Override
    public void writable(Connection connection) {
      Hello hello = connection.hello();
      Peer peer = hello == null ? null : peers.get(hello.node());
      if (peer != null && connection.equals(peer.connection())) {
        peer.outbox().drain();
      }
    }

    @Override
    public void closed(Connection connection, String why, boolean refused) {
      Hello hello = connection.hello();
      if (hello != null) {
        gone(connection, hello, why);
      } else if (!connection.dialed()) {
        strangers--;
      }
      if (refused) {
        stats.refusals.increment();
        sayings.accept("No connection with " + host(connection) + ": " + why + ".");
      }
    }

    @Override
    public void broken(Connection connection) {
      stats.brokenStreams.increment();
      sayings.accept("Something at " + host(connection) + " does not speak as nodes do.");
    }

    private static String host(Connection connection) {
      Channel channel = connection.channel();
      return channel != null && channel.remoteAddress() instanceof InetSocketAddress address
          ? address.getHostString()
          : "an unknown address";
    }
  }

  /** Of a connection that this node makes. */
  private final class Dialing extends Owner {
    private final Peer peer;

    Dialing(Peer peer) {
      this.peer = peer;
    }

    @Override
    public @Nullable String objection(Connection connection, Hello hello) {
      String objection = super.objection(connection, hello);
      return objection != null || hello.node().equals(peer.name())
          ? objection
          : "at " + peer.address() + " is " + hello.node() + ", not " + peer.name();
    }

    @Override
    public void greeted(Connection connection, Hello hello) {
      peer.endDialing();
      super.greeted(connection, hello);
    }

    @Override
    public void closed(Connection connection, String why, boolean refused) {
      boolean greeted = connection.hello() != null;
      super.closed(connection, why, refused);
      if (!greeted) {
        dialed(peer, why, refused);
      }
    }
  }

  /** Of a connection that only asks. */
  private final class Asking extends Owner {
    private final Consumer<Inquiry> answer;
    private boolean told;

    Asking(Consumer<Inquiry> answer) {
      this.answer = answer;
    }

    void tell(Inquiry inquiry) {
      if (!told) {
        told = true;
        answer.accept(inquiry);
      }
    }

    @Override
    public void greeted(Connection connection, Hello hello) {
      tell(new Inquiry.Met(hello));
      connection.end("it was asked", false);
    }

    @Override
    public void message(Connection connection, byte[] message) {}

    @Override
    public void writable(Connection connection) {}

    @Override
    public void closed(Connection connection, String why, boolean refused) {
      tell(new Inquiry.NotMet(why));
    }
  }
}
