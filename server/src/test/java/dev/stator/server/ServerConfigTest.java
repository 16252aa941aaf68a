package dev.stator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person can set wrongly, and the one sentence that each mistake gets. */
final class ServerConfigTest {
  @TempDir private Path folder;

  private static final String KEYS = "AKID:secret";

  private ServerConfig config(
      String host, int port, String region, boolean insecure, String keys, Path tls)
      throws StartException {
    return new ServerConfig(
        host,
        port,
        folder.resolve("data"),
        false,
        region,
        insecure,
        AccessKeys.of(keys, null),
        tls,
        tls,
        ServerConfig.DEFAULT_CACHE_BYTES,
        1,
        60,
        ServerConfig.DEFAULT_INDEX_BACKLOG_BYTES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "127.0.0.1|-1|us-east-1|Port -1 is not between 0 and 65535.",
        "127.0.0.1|65536|us-east-1|Port 65536 is not between 0 and 65535.",
        "127.0.0.1|0|US East|Region 'US East' may only have lower-case letters, digits and"
            + " hyphens.",
        "no.such.host.invalid|0|eu|There is no host named 'no.such.host.invalid': see --host.",
      })
  void mistakes(String host, int port, String region, String sentence) {
    assertThatThrownBy(() -> config(host, port, region, false, null, null).validate())
        .isInstanceOf(StartException.class)
        .hasMessage(sentence);
  }

  @Test
  void beyondThisMachineNeedsKeysAndTlsUnlessInsecure() throws Exception {
    Path pem = Files.createFile(folder.resolve("x.pem"));
    assertThatThrownBy(() -> config("0.0.0.0", 0, "eu", false, null, pem).validate())
        .hasMessageStartingWith("Listening on 0.0.0.0, beyond this machine, needs access keys:");
    assertThatThrownBy(() -> config("0.0.0.0", 0, "eu", false, KEYS, null).validate())
        .hasMessageStartingWith("Listening on 0.0.0.0, beyond this machine, needs TLS:");
    config("0.0.0.0", 0, "eu", false, KEYS, pem).validate();
    config("0.0.0.0", 0, "eu", true, null, null).validate();
    config("::1", 0, "eu", false, null, null).validate();
    config("localhost", 0, "eu", false, null, null).validate();
  }

  @Test
  void theDataFolderIsMadeOrRefused() throws Exception {
    ServerConfig good = config("127.0.0.1", 0, "eu", false, null, null);
    good.validate();
    assertThat(good.dataFolder()).isEmptyDirectory();

    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> ServerConfig.local(0, file, false).validate())
        .hasMessage("The data folder " + file + " is a file: choose another with --data.");
    Path below = file.resolve("below");
    assertThatThrownBy(() -> ServerConfig.local(0, below, false).validate())
        .hasMessage(
            "The data folder " + below + " cannot be written to: choose another with --data.");
    ServerConfig.local(0, below, true).validate();
  }

  @Test
  void keysComeFromVariableAndFile() throws Exception {
    Path file = Files.writeString(folder.resolve("keys"), "# mine\n\n A1 : s/+= \nB2:t\n");
    AccessKeys keys = AccessKeys.of("C3:u,D4:v:w,", file);
    assertThat(keys.secret("A1")).isEqualTo("s/+=");
    assertThat(keys.secret("B2")).isEqualTo("t");
    assertThat(keys.secret("C3")).isEqualTo("u");
    assertThat(keys.secret("D4")).isEqualTo("v:w");
    assertThat(keys.secret("E5")).isNull();
    assertThat(keys).hasToString("4 access keys");
    assertThat(AccessKeys.of(null, null).isEmpty()).isTrue();
    assertThat(AccessKeys.of("", null).isEmpty()).isTrue();
  }

  @Test
  void wrongKeysAreRefusedWithoutShowingThem() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThatThrownBy(() -> AccessKeys.of("justasecret", null))
        .hasMessageContaining("STATOR_ACCESS_KEYS")
        .hasMessageNotContaining("justasecret");
    assertThatThrownBy(() -> AccessKeys.of("id:", null)).isInstanceOf(StartException.class);
    assertThatThrownBy(() -> AccessKeys.of(null, empty)).hasMessageContaining("no access keys");
    assertThatThrownBy(() -> AccessKeys.of(null, folder.resolve("none")))
        .hasMessageEndingWith("cannot be read.");
  }

  @ParameterizedTest
  @CsvSource({"4096,4096", "1k,1024", "64M,67108864", " 2g ,2147483648", "0,0"})
  void sizes(String text, long bytes) throws StartException {
    assertThat(Sizes.parse("--cache", text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"''", "m", "1t", "-1", "1.5g", "999999999999999g", "1 m"})
  void wrongSizes(String text) {
    assertThatThrownBy(() -> Sizes.parse("--cache", text))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("--cache");
  }
}
