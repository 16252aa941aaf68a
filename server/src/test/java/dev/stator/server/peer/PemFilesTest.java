package dev.stator.server.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be wrong with the files of TLS, and the sentence that each gets. */
final class PemFilesTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void make() throws Exception {
    TestCertificates.make(folder, "a");
    TestCertificates.make(folder, "rsa", "-keyalg", "RSA", "-ext", "san=dns:a");
    TestCertificates.make(folder, "ed", "-keyalg", "Ed25519");
    TestCertificates.make(folder, "old", "-startdate", "-3d", "-validity", "1");
    TestCertificates.make(folder, "young", "-startdate", "+2d");
    write("empty", "");
    write("nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    write("locked", key("ENCRYPTED PRIVATE KEY", "AAAA"));
    write("locked1", key("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\n\nAAAA"));
    write("pkcs1", key("EC PRIVATE KEY", "AAAA"));
    write("broken", key("PRIVATE KEY", "AAAA"));
    write("long", "x".repeat(2 << 20));
  }

  private static void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static String key(String kind, String body) {
    return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
  }

  private static Path file(String name) {
    return folder.resolve(name);
  }

  private static List<X509Certificate> certificates(String name) throws IOException {
    return PemFiles.certificates("--cert", file(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "rsa", "ed"})
  void aPairThatBelongsTogether(String name) throws IOException {
    PemFiles.check(file(name), certificates(name + ".crt"), "--key", file(name + ".key"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none|The file F/none of --cert cannot be read.",
        "long|The file F/long of --cert cannot be read.",
        "empty|There is no certificate in F/empty: --cert takes PEM (BEGIN CERTIFICATE).",
        "nonsense|There is no certificate in F/nonsense: --cert takes PEM (BEGIN CERTIFICATE).",
        "a.key|There is no certificate in F/a.key: --cert takes PEM (BEGIN CERTIFICATE).",
      })
  void whatIsNoCertificate(String name, String sentence) {
    assertThatThrownBy(() -> certificates(name))
        .isInstanceOf(IOException.class)
        .hasMessage(sentence.replace("F/", folder + "/"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a|none|The file F/none of --key cannot be read.",
        "a|a.crt|There is no key in F/a.crt: --key takes PEM (BEGIN PRIVATE KEY).",
        "a|locked|The key F/locked has a password: --key takes one without, as from openssl pkcs8"
            + " -topk8 -nocrypt -in F/locked.",
        "a|locked1|The key F/locked1 has a password: --key takes one without, as from openssl"
            + " pkcs8 -topk8 -nocrypt -in F/locked1.",
        "a|pkcs1|The key F/pkcs1 begins with EC PRIVATE KEY: --key takes PKCS 8, as from openssl pkcs8"
            + " -topk8 -nocrypt -in F/pkcs1.",
        "a|broken|The key F/broken cannot be read as one for a certificate of kind EC: see --key.",
        "a|rsa.key|The key F/rsa.key cannot be read as one for a certificate of kind EC: see"
            + " --key.",
        "a|old.key|The key F/old.key is not that of the certificate F/a.crt.",
      })
  void whatIsNoKeyOfTheCertificate(String name, String key, String sentence) {
    assertThatThrownBy(() ->
            PemFiles.check(file(name + ".crt"), certificates(name + ".crt"), "--key", file(key)))
        .isInstanceOf(IOException.class)
        .hasMessage(sentence.replace("F/", folder + "/"));
  }

  @Test
  void certificatesAreOfTheirTime() {
    assertThatThrownBy(() -> check("old"))
        .hasMessageStartingWith("The certificate " + file("old.crt") + " has expired, on 20")
        .hasMessageEndingWith(": renew it.");
    assertThatThrownBy(() -> check("young"))
        .hasMessageStartingWith("The certificate " + file("young.crt") + " is valid from 20");
  }

  private static void check(String name) throws IOException {
    PemFiles.check(file(name + ".crt"), certificates(name + ".crt"), "--key", file(name + ".key"));
  }

  @Test
  void aNodeShowsWhatOthersAccept() throws IOException {
    shown("a", "a", "a.crt");
    // By a DNS name.
    shown("a", "rsa", "rsa.crt");
    assertThatThrownBy(() -> shown("b", "a", "a.crt"))
        .hasMessage(
            "The certificate "
                + file("a.crt")
                + " does not name this node: its CN or a DNS name must be b.");
    assertThatThrownBy(() -> shown("a", "a", "rsa.crt"))
        .satisfies(refused ->
            assertThat(refused.getMessage())
                .startsWith(
                    "The certificate "
                        + file("a.crt")
                        + " is not accepted with the authority "
                        + file("rsa.crt")
                        + " of --peer-tls-ca, and other nodes will not accept it either: ")
                .endsWith("."));
  }

  private static void shown(String node, String name, String authority) throws IOException {
    PeerTls.check(
        node,
        file(name + ".crt"),
        certificates(name + ".crt"),
        file(authority),
        certificates(authority));
  }
}
