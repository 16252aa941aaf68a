package dev.stator.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, run in a folder of its own with made-up JDKs. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class LauncherTest {
  @TempDir private Path root;

  private record Outcome(int exit, String text) {}

  @BeforeEach
  void copyLauncher() throws IOException {
    Path source = Path.of("..", "stator");
    Path copy = Files.copy(source, root.resolve("stator"));
    assertThat(copy.toFile().setExecutable(true)).isTrue();
    Files.createDirectories(root.resolve("server/target/lib"));
    Files.createFile(root.resolve("server/target/.built"));
    Files.writeString(root.resolve("server/target/stator-server-1.jar"), "jar");
  }

  private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("./stator");
    builder.command().addAll(java.util.List.of(arguments));
    builder.directory(root.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", tools());
    builder.environment().put("HOME", root.toString());
    builder.environment().put("STATOR_JDK_PLACES", "");
    builder.environment().put("STATOR_NO_BUILD", "1");
    builder.environment().put("STATOR_NO_AOT", "1");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), text.strip());
  }

  /** A path with the few tools that the script needs, and no java. */
  private String tools() throws IOException {
    Path bin = root.resolve("tools");
    if (Files.notExists(bin)) {
      Files.createDirectories(bin);
      for (String tool :
          new String[] {
            "dirname",
            "sed",
            "readlink",
            "find",
            "head",
            "mkdir",
            "cat",
            "cksum",
            "uname",
            "mv",
            "rm",
            "sh"
          }) {
        for (String place : new String[] {"/usr/bin/", "/bin/"}) {
          if (Files.exists(Path.of(place + tool)) && Files.notExists(bin.resolve(tool))) {
            Files.createSymbolicLink(bin.resolve(tool), Path.of(place + tool));
          }
        }
      }
    }
    return bin.toString();
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = root.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    for (String tool : new String[] {"java", "javac"}) {
      Path script =
          Files.writeString(
              home.resolve("bin").resolve(tool),
              "#!/bin/sh\necho ran " + name + " pid $$ \"$@\"\nexit 7\n");
      assertThat(script.toFile().setExecutable(true)).isTrue();
    }
    return home;
  }

  @Test
  void aMissingJdkGetsOneSentence() throws Exception {
    Outcome outcome = run(Map.of(), "start");
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.text())
        .startsWith("Stator needs a JDK 25 or newer: install one")
        .doesNotContain("\n");
  }

  @Test
  void anOldJdkIsNoJdk() throws Exception {
    Path old = jdk("old", "17.0.15");
    assertThat(run(Map.of("JAVA_HOME", old.toString()), "start").text())
        .startsWith("Stator needs a JDK 25 or newer");
    assertThat(run(Map.of("STATOR_JAVA_HOME", old.toString()), "start").text())
        .isEqualTo("STATOR_JAVA_HOME (" + old + ") is not a JDK 25 or newer.");
  }

  @Test
  void theFirstJdkThatFitsIsUsedAndItsExitCodePassed() throws Exception {
    Path old = jdk("old", "17.0.15");
    jdk("jdks/a", "21");
    jdk("jdks/b", "25.0.1");
    Outcome outcome =
        run(
            Map.of("JAVA_HOME", old.toString(), "STATOR_JDK_PLACES", root + "/jdks/*"),
            "start",
            "--port",
            "1 2");
    assertThat(outcome.exit()).isEqualTo(7);
    assertThat(outcome.text())
        .startsWith("ran jdks/b pid ")
        .contains("-Xmx256m")
        .contains("--enable-native-access=ALL-UNNAMED")
        .contains("stator-server-1.jar dev.stator.server.Main start --port 1 2");
  }

  @Test
  void javaOnThePathIsFollowedThroughLinks() throws Exception {
    Path home = jdk("real", "26");
    Path link =
        Files.createSymbolicLink(Path.of(tools()).resolve("java"), home.resolve("bin/java"));
    assertThat(run(Map.of(), "version").text()).startsWith("ran real");
    Files.delete(link);
  }

  @Test
  void theHeapIsSettable() throws Exception {
    String home = jdk("new", "25").toString();
    assertThat(run(Map.of("JAVA_HOME", home, "STATOR_HEAP", "1g"), "start").text())
        .contains("-Xmx1g");
    assertThat(run(Map.of("JAVA_HOME", home), "--heap", "2g", "start").text())
        .contains("-Xmx2g")
        .endsWith("Main start");
    assertThat(run(Map.of("JAVA_HOME", home), "--heap=3g", "start").text())
        .contains("-Xmx3g")
        .endsWith("Main start");
    assertThat(run(Map.of("JAVA_HOME", home), "--heap").text())
        .isEqualTo("--heap needs a size, such as 512m.");
    for (String wrong : new String[] {"lots;x", "m", "1m5", "1.5g", "-1", "9999999999999m"}) {
      Outcome outcome = run(Map.of("JAVA_HOME", home), "--heap", wrong, "start");
      assertThat(outcome.text()).isEqualTo("STATOR_HEAP and STATOR_DIRECT are sizes such as 512m.");
      assertThat(outcome.exit()).isEqualTo(1);
    }
  }

  @Test
  void theHeapIsHandedToProcessesThatTheCommandStarts() throws Exception {
    Path home = jdk("new", "25");
    Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho \"heap $STATOR_HEAP\"\n");
    assertThat(
            run(Map.of("JAVA_HOME", home.toString()), "--heap", "2g", "dev-cluster", "start")
                .text())
        .isEqualTo("heap 2g");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nativeLibrariesAreTakenOutOfTheirJarsOnce() throws Exception {
    Path home = jdk("new", "25");
    nativeJars();
    Path tool =
        Files.writeString(
            home.resolve("bin/jar"),
            """
            #!/bin/sh
            echo "$@" >>"$JAVA_HOME/calls"
            case $3 in */*) mkdir -p "${3%/*}" ;; esac
            echo so >"$3"
            """);
    assertThat(tool.toFile().setExecutable(true)).isTrue();
    Path folder =
        root.resolve(
            ".build/native/rocksdbjni-1.2-netty-transport-native-epoll-4-linux-" + machine());
    for (int i = 0; i < 2; i++) {
      assertThat(run(Map.of("JAVA_HOME", home.toString()), "start").text())
          .contains("-Djava.library.path=" + folder);
    }
    assertThat(Files.readAllLines(home.resolve("calls"))).hasSize(2);
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .hasSize(2)
          .anySatisfy(name -> assertThat(name).startsWith("librocksdbjni-linux"))
          .contains("libnetty_transport_native_epoll_" + machine() + ".so");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aLibraryThatCannotBeTakenOutIsLeftToItsOwner() throws Exception {
    nativeJars();
    Outcome outcome = run(Map.of("JAVA_HOME", jdk("new", "25").toString()), "start");
    assertThat(outcome.text()).startsWith("ran new").doesNotContain("java.library.path");
  }

  private void nativeJars() throws IOException {
    Path libraries = root.resolve("server/target/lib");
    Files.createFile(libraries.resolve("rocksdbjni-1.2.jar"));
    for (String machine : new String[] {"x86_64", "aarch_64"}) {
      Files.createFile(
          libraries.resolve("netty-transport-native-epoll-4-linux-" + machine + ".jar"));
    }
  }

  /** As Netty calls this machine. */
  private static String machine() {
    return System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
  }

  @Test
  void aFastStartIsPreparedOnceForTheseJarsAndFlags() throws Exception {
    Path home = jdk("new", "25");
    String script =
        """
        #!/bin/sh
        for flag in "$@"; do
          case $flag in -XX:AOTCacheOutput=*) echo made >"${flag#*=}" && exit 0 ;; esac
        done
        echo "ran $*"
        """;
    Files.writeString(home.resolve("bin/java"), script);
    Map<String, String> with = Map.of("JAVA_HOME", home.toString(), "STATOR_NO_AOT", "");
    String cache = "-XX:AOTCache=" + root.resolve(".build/aot/server-serial.aot");
    assertThat(run(with, "start").text()).startsWith("Preparing a fast start").contains(cache);
    assertThat(run(with, "start").text()).startsWith("ran ").contains(cache);
    assertThat(run(with, "--heap", "1g", "start").text()).startsWith("ran ").contains(cache);
    // Another kind of heap, and other jars, are not what it was made for.
    for (String size : new String[] {"32g", "32768m", "33554432k", "34359738368"}) {
      assertThat(run(with, "--heap", size, "start").text())
          .startsWith(size.equals("32g") ? "Preparing" : "ran ")
          .contains("server-serial-wide.aot");
    }
    Files.createFile(root.resolve("server/target/lib/later.jar"));
    assertThat(run(with, "start").text()).startsWith("Preparing").contains(cache);
  }

  @Test
  void whoIsStoppedWhileAFastStartIsPreparedLeavesNothingRunning() throws Exception {
    Path home = jdk("new", "25");
    // Says that it runs, and then waits for the end of its input or of itself.
    Path pid = root.resolve("pid");
    Files.writeString(
        home.resolve("bin/java"),
        "#!/bin/sh\necho $$ >"
            + pid
            + ".part\nmv "
            + pid
            + ".part "
            + pid
            + "\nread x <"
            + root.resolve("never")
            + "\n");
    Process fifo = new ProcessBuilder("mkfifo", root.resolve("never").toString()).start();
    assertThat(fifo.waitFor()).isZero();
    ProcessBuilder builder = new ProcessBuilder("./stator", "start");
    builder.directory(root.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", home.toString());
    builder.environment().put("STATOR_NO_BUILD", "1");
    builder.environment().remove("STATOR_JAVA_HOME");
    builder.environment().remove("STATOR_NO_AOT");
    Process process = builder.start();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (Files.notExists(pid)) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        assertThat(process.waitFor(10, TimeUnit.MILLISECONDS)).isFalse();
      }
      process.toHandle().destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
      assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))).isEmpty();
      try (var files = Files.list(root.resolve(".build/aot"))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .allSatisfy(name -> assertThat(name).doesNotContain(".tmp."));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whatCannotBePreparedIsNotTriedAtEachStart() throws Exception {
    // This java ends with 7, whatever it is told.
    Map<String, String> with =
        Map.of("JAVA_HOME", jdk("new", "25").toString(), "STATOR_NO_AOT", "");
    assertThat(run(with, "start").text())
        .contains("It could not be prepared (code 7;")
        .contains("ran new");
    assertThat(run(with, "start").text()).startsWith("ran new").doesNotContain("AOTCache=");
  }
}
