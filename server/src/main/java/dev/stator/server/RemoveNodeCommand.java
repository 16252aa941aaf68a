package dev.stator.server;

import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code stator remove-node}: has a node leave its cluster for good. It gets nothing new, what it
 * holds is moved to other nodes while all goes on, and then it is a member no more. A node of the
 * same name may join later.
 */
final class RemoveNodeCommand implements Command {
  private static final Flag NAME =
      Flag.value("--name", "NAME", "The node that leaves.").with(Flag.Use.REQUIRED);
  private static final Flag ADMIN_PORT =
      Flag.value("--admin-port", "PORT", "Admin port of any node of the cluster, on this machine.")
          .with(Flag.Use.REQUIRED);
  private static final Flag WAIT = Flag.bare("--wait", "Wait until the node has left.");
  private static final Flag CANCEL =
      Flag.bare("--cancel", "Have it stay after all, if it has not left yet.");

  private static final int CONNECT_MILLIS_MAX = 2_000;
  private static final int ANSWER_MILLIS_MAX = 30_000;
  private static final int ANSWER_BYTES_MAX = 64 << 10;
  private static final long POLL_MILLIS = 500;

  /** A node that is asked hears of what was noted a moment later. */
  private static final long HEARS_NANOS = 5_000_000_000L;

  @Override
  public String name() {
    return "remove-node";
  }

  @Override
  public String description() {
    return "Has a node leave its cluster for good, alive or lost.";
  }

  @Override
  public List<Flag> flags() {
    return List.of(NAME, ADMIN_PORT, WAIT, CANCEL);
  }

  @Override
  public int run(Parsed given, PrintStream out)
      throws UsageException, StartException, InterruptedException {
    String node = given.text(NAME);
    int port = given.number(ADMIN_PORT);
    if (!node.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new StartException(
          "A node's name has 1 to 64 letters, digits, '-' or '_', unlike '" + node + "'.");
    }
    if (port < 1 || port > 65_535) {
      throw new StartException("--admin-port must be between 1 and 65535.");
    }
    boolean stays = given.has(CANCEL);
    String refusal = ask(port, "POST", (stays ? "/keep?node=" : "/remove?node=") + node);
    if (!refusal.isEmpty()) {
      throw new StartException(refusal);
    }
    if (stays) {
      out.println("Node " + node + " stays.");
      return 0;
    }
    out.println("Node " + node + " is leaving: see \"leaving\" in /status.");
    if (given.has(WAIT)) {
      awaitGone(node, port, out);
    }
    return 0;
  }

  private static void awaitGone(String node, int port, PrintStream out)
      throws StartException, InterruptedException {
    Pattern field = Pattern.compile("\"leaving\":\\{[^}]*\"" + node + "\":([0-9]{1,9})");
    long begun = System.nanoTime();
    boolean seen = false;
    String last = "";
    while (true) {
      Matcher found = field.matcher(ask(port, "GET", "/status"));
      if (found.find()) {
        seen = true;
        if (!last.equals(found.group(1))) {
          last = found.group(1);
          out.println("Replicas there: " + last);
        }
      } else if (seen || System.nanoTime() - begun > HEARS_NANOS) {
        out.println("Node " + node + " has left: it can be stopped.");
        return;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static String ask(int adminPort, String method, String path) throws StartException {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + adminPort + path).toURL().openConnection();
      connection.setConnectTimeout(CONNECT_MILLIS_MAX);
      connection.setReadTimeout(ANSWER_MILLIS_MAX);
      connection.setRequestMethod(method);
      connection.setRequestProperty(AdminPort.COMMANDS, "yes");
      boolean refused = connection.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
      try (var body = refused ? connection.getErrorStream() : connection.getInputStream()) {
        return body == null
            ? "The admin port " + adminPort + " does not know this command."
            : new String(body.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8).strip();
      }
    } catch (IOException silent) {
      throw new StartException(
          "No node answers at the admin port " + adminPort + ": " + silent.getMessage() + ".",
          silent);
    }
  }
}
