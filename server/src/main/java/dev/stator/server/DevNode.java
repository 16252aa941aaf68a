package dev.stator.server;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One process of a cluster on this machine: its folder says which, and on which ports. */
record DevNode(String name, Path folder, int port) {
  private static final int PEER_PORTS_FROM = 1_000;
  private static final int ADMIN_PORTS_FROM = 2_000;
  private static final int HTTP_MILLIS = 2_000;
  private static final int STATUS_BYTES_MAX = 64 << 10;

  int peerPort() {
    return port + PEER_PORTS_FROM;
  }

  int adminPort() {
    return port + ADMIN_PORTS_FROM;
  }

  String zone() {
    return name.substring(0, 1);
  }

  Path output() {
    return folder.resolve("output.txt");
  }

  private Path pidFile() {
    return folder.resolve("pid");
  }

  /** The process, if it runs; a process that only has the same number is another. */
  Optional<ProcessHandle> process() throws IOException {
    if (!Files.isRegularFile(pidFile())) {
      return Optional.empty();
    }
    String[] words = Files.readString(pidFile()).trim().split(" ", -1);
    if (words.length != 2 || !words[0].matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(words[0]))
        .filter(ProcessHandle::isAlive)
        .filter(handle -> started(handle).equals(words[1]));
  }

  private static String started(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toString).orElse("unknown");
  }

  ProcessHandle start(String launcher, String join) throws IOException {
    Files.createDirectories(folder);
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                launcher,
                "node",
                "--name",
                name,
                "--zone",
                zone(),
                "--port",
                Integer.toString(port),
                "--peer-port",
                Integer.toString(peerPort()),
                "--admin-port",
                Integer.toString(adminPort()),
                "--data",
                folder.resolve("data").toString(),
                "--join",
                join));
    builder.environment().put("STATOR_NO_BUILD", "1");
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    ProcessHandle handle = builder.start().toHandle();
    Files.writeString(pidFile(), handle.pid() + " " + started(handle) + "\n");
    return handle;
  }

  /** SIGTERM, and the end of the process; SIGKILL when that does not come. */
  boolean stop(long seconds) throws IOException, InterruptedException {
    Optional<ProcessHandle> running = process();
    boolean orderly = true;
    if (running.isPresent()) {
      running.get().destroy();
      try {
        running.get().onExit().get(seconds, TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException late) {
        orderly = false;
        running.get().destroyForcibly();
      }
    }
    Files.deleteIfExists(pidFile());
    return orderly;
  }

  /** The line of its status; null when it does not answer: who else has its port is another. */
  @Nullable String status() {
    try {
      Optional<ProcessHandle> running = process();
      if (running.isEmpty()) {
        return null;
      }
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + adminPort() + "/status").toURL().openConnection();
      connection.setConnectTimeout(HTTP_MILLIS);
      connection.setReadTimeout(HTTP_MILLIS);
      try (var body = connection.getInputStream()) {
        String pid = Long.toString(running.get().pid());
        return pid.equals(connection.getHeaderField(AdminPort.PROCESS))
            ? new String(body.readNBytes(STATUS_BYTES_MAX), StandardCharsets.UTF_8)
            : null;
      }
    } catch (IOException silent) {
      return null;
    }
  }

  /** A number of a status line; -1 when it is not there. */
  static int number(String status, String field) {
    Matcher found = Pattern.compile("\"" + field + "\":([0-9]{1,9})[,}]").matcher(status);
    return found.find() ? Integer.parseInt(found.group(1)) : -1;
  }

  static boolean ready(String status) {
    return status.contains("\"ready\":true");
  }

  /** The last lines of what it printed. */
  String lastWords() throws IOException {
    if (!Files.exists(output())) {
      return "";
    }
    List<String> lines = Files.readAllLines(output());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }
}
