package dev.stator.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line as a person sees it. */
final class MainTest {
  private static final int WIDTH = 80;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String line) {
    return Main.run(
        List.of(line.split(" ")),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"version", "--version", "-V", "start --version", "start -V", "dev-cluster -V"})
  void theVersion(String line) {
    assertThat(run(line)).isZero();
    assertThat(said()).startsWith("Stator ").contains(" on Java ").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "help;Usage: stator COMMAND",
        "--help;Usage: stator COMMAND",
        "-h;Usage: stator COMMAND",
        "help start;Usage: stator start [OPTION...]",
        "start --help;Usage: stator start [OPTION...]",
        "start --port x -h;Usage: stator start [OPTION...]",
        "node --help;Usage: stator node --name=NAME --zone=ZONE --peer-port=PORT",
        "help node;Usage: stator node --name=NAME --zone=ZONE --peer-port=PORT",
        "help dev-cluster;Usage: stator dev-cluster [OPTION...] start|status|stop",
        "dev-cluster -h;Usage: stator dev-cluster [OPTION...] start|status|stop",
        "help dev-cluster stop;Usage: stator dev-cluster stop [OPTION...]",
        "dev-cluster stop --help;Usage: stator dev-cluster stop [OPTION...]",
        "help version;Usage: stator version [OPTION...]",
        "help --help;Usage: stator help [OPTION...] [COMMAND]",
      })
  void helpIsOfWhatWasAskedFor(String line, String usage) {
    assertThat(run(line)).isZero();
    assertThat(said().lines().findFirst()).hasValue(usage);
    assertThat(said().lines()).allSatisfy(one -> assertThat(one).hasSizeLessThanOrEqualTo(WIDTH));
    assertThat(err.size()).isZero();
  }

  @Test
  void helpNamesAllCommandsAndOptionsThatAreForPeople() {
    run("help");
    for (Command command : Main.commands()) {
      assertThat(said()).contains("  " + command.name() + " ");
      run("help " + command.name());
      assertThat(said()).contains("\n" + command.description() + "\n");
      for (Flag flag : command.flags()) {
        if (flag.use() != Flag.Use.HIDDEN) {
          assertThat(said()).contains("      " + flag.written());
        }
      }
    }
    assertThat(said()).contains("(default 127.0.0.1)").doesNotContain("--train", "%s", "null");
  }

  @Test
  void helpLooksLikeThis() {
    run("help dev-cluster start");
    assertThat(said())
        .isEqualTo(
            """
            Usage: stator dev-cluster start [OPTION...]
            Starts the nodes that do not run, and waits until all are ready.
                  --zones=COUNT          How many (default 3).
                  --port=PORT            The first endpoint; others follow (default 8000).
                  --data=FOLDER          Where all is kept (default ./stator-cluster).
              -h, --help                 Show this help message and exit.
              -V, --version              Print version information and exit.
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "dance|Unknown command: 'dance'.",
        "remove-node --name a1|Missing required option: '--admin-port=PORT'.",
        "--dance|Unknown option: '--dance'.",
        "start --port x|Invalid value for option '--port': 'x' is not an int.",
        "start --port=|Invalid value for option '--port': '' is not an int.",
        "start --port 99999999999|Invalid value for option '--port': '99999999999' is not an int.",
        "start --http-threads=2.5|Invalid value for option '--http-threads': '2.5' is not an int.",
        "start --cache much --ttl-interval 1m|Invalid value for option '--ttl-interval': '1m' is"
            + " not an int.",
        "start --tls-cert a --admin-port x|Invalid value for option '--admin-port': 'x' is not an"
            + " int.",
        "start --port|Missing required parameter for option '--port' (PORT).",
        "start --port --host a|Missing required parameter for option '--port' (PORT).",
        "start --nonsense --port x|Unknown option: '--nonsense'.",
        "start --nonsense=5 --port x|Unknown option: '--nonsense=5'.",
        "start --por x|Unknown option: '--por'.",
        "start --por=x|Unknown option: '--por=x'.",
        "start -port x|Unknown option: '-port'.",
        "start -port=x|Unknown option: '-port=x'.",
        "start -portx|Unknown option: '-portx'.",
        "start -in-memory --port x|Unknown option: '-in-memory'.",
        "start -p --port x|Unknown option: '-p'.",
        "start --name a --port x|Unknown option: '--name'.",
        "start --in-memory=yes --port x|Option '--in-memory' takes no value, unlike '--in-memory=yes'.",
        "start --port x --port=y|Option '--port' should be given only once.",
        "start --in-memory --in-memory --port x|Option '--in-memory' should be given only once.",
        "start here --port x|Unmatched argument: 'here'.",
        "start -- --port x|Unmatched argument: '--port'.",
        "start start --port x|Unmatched argument: 'start'.",
        "node|Missing required options: '--name=NAME', '--zone=ZONE', '--peer-port=PORT',"
            + " '--join=HOST:PORT[,HOST:PORT...]'.",
        "node --name a --zone b --join c:1|Missing required option: '--peer-port=PORT'.",
        "node --name a --zone b --join c:1 --peer-port d|Invalid value for option '--peer-port':"
            + " 'd' is not an int.",
        "dev-cluster|Missing required subcommand.",
        "dev-cluster dance|Unmatched argument: 'dance'.",
        "dev-cluster start --zones x|Invalid value for option '--zones': 'x' is not an int.",
        "dev-cluster stop --zones 1|Unknown option: '--zones'.",
        "version now|Unmatched argument: 'now'.",
        "help dance|Unknown command: 'dance'.",
        "help start stop|Unknown command: 'start stop'.",
        "help dev-cluster stop now|Unmatched argument: 'now'.",
      })
  void wrongUsageGetsASentenceAndWhereToLook(String line, String sentence) {
    assertThat(run(line)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(sentence + "\nSee: stator help\n");
    assertThat(out.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "remove-node --name a/1 --admin-port 9|A node's name has 1 to 64 letters, digits, '-' or"
            + " '_', unlike 'a/1'.",
        "remove-node --name a1 --admin-port 0|--admin-port must be between 1 and 65535.",
        "start --port 70000|Port 70000 is not between 0 and 65535.",
        "start --port -50|Port -50 is not between 0 and 65535.",
        "start --in-memory --cache much|--cache 'much' is not a size: write it as 4096, 64k, 512m"
            + " or 4g.",
        "start --in-memory --tls-cert a|TLS needs both --tls-cert and --tls-key.",
        "start --in-memory --region -x_y|Region '-x_y' may only have lower-case letters, digits and"
            + " hyphens.",
        "node --name=a --zone=b --peer-port=1 --join=c:1,,d:2|--join takes addresses such as"
            + " 10.0.0.1:9000, unlike ''.",
        "dev-cluster stop --data=target/nothing|There is no cluster in target/nothing: start one"
            + " with dev-cluster start, or name its --data.",
      })
  void whatCannotStartGetsASentence(String line, String sentence) {
    assertThat(run(line)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(sentence + "\n");
  }

  @Test
  void optionsReachTheConfiguration() throws Exception {
    List<String> words =
        List.of(
            ("--host=::1 --port 9 --data=a=b --in-memory --region eu-west-1 --insecure --cache=1g"
                    + " --http-threads 3 --ttl-interval=7 --index-backlog 2m --admin-port=5")
                .split(" "));
    ServeOptions given = new ServeOptions(Parsed.of(new StartCommand(), words));
    assertThat(given.adminPort()).isEqualTo(5);
    assertThat(given.config().toString())
        .contains("host=::1, port=9, dataFolder=a=b, inMemory=true, region=eu-west-1")
        .contains("insecure=true", "cacheBytes=" + (1L << 30), "httpThreads=3", "ttlSeconds=7")
        .contains("indexBacklogBytes=" + (2L << 20));
  }

  @Test
  void whatIsNotGivenIsStandard() throws Exception {
    ServeOptions given = new ServeOptions(Parsed.of(new StartCommand(), List.of()));
    assertThat(given.adminPort()).isNull();
    assertThat(given.config().toString())
        .isEqualTo(
            ServerConfig.local(ServerConfig.DEFAULT_PORT, Path.of("stator-data"), false)
                .toString());
  }

  @Test
  void membersAreJoinedByCommasAndByOptions() throws Exception {
    List<String> words =
        List.of(
            "--name a --zone b --peer-port 9 --join c:1,d:2, --join=e:3 --host \"q\"".split(" "));
    Parsed given = Parsed.of(new NodeCommand(), words);
    ServerConfig config = ServerConfig.local(1, Path.of("x"), true);
    assertThat(new ClusterOptions(given).settings(config).join())
        .containsExactly("c:1", "d:2", "e:3");
    // A value is what was written, quotes included.
    assertThat(given.words()).isEmpty();
    assertThat(given.textOrNull(ServeOptions.FLAGS.getFirst())).isEqualTo("\"q\"");
  }
}
