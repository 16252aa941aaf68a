package dev.stator.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command line as a person sees it. */
final class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine("help");
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void versionAndHelp() {
    assertThat(run("version")).isZero();
    assertThat(out.toString()).startsWith("Stator ");
    assertThat(run("help", "start")).isZero();
    assertThat(out.toString()).contains("--in-memory").contains("--port").doesNotContain("--train");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "start --port x|2|Invalid value for option '--port': 'x' is not an int.",
        "start --nonsense|2|Unknown option: '--nonsense'.",
        "dance|2|Unmatched argument at index 0: 'dance'.",
        "start --port 70000|1|Port 70000 is not between 0 and 65535.",
        "start --in-memory --cache much|1|--cache 'much' is not a size: write it as 4096, 64k, 512m"
            + " or 4g.",
        "start --in-memory --tls-cert a|1|TLS needs both --tls-cert and --tls-key.",
      })
  void mistakesGetASentenceAndAnExitCode(String arguments, int exit, String sentence) {
    assertThat(run(arguments.split(" "))).isEqualTo(exit);
    assertThat(err.toString().lines().findFirst()).contains(sentence);
    assertThat(err.toString()).doesNotContain("Exception");
  }
}
