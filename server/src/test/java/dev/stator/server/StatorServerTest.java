package dev.stator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.router.http.RequestHandler;
import dev.stator.server.assembly.StatorNode;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole process, started and stopped inside this one. */
final class StatorServerTest {
  @TempDir private Path folder;

  @Test
  void servesAndStops() throws Exception {
    int port;
    try (StatorServer server = StatorServer.start(ServerConfig.local(0, folder, true))) {
      port = server.port();
      assertThat(server.url()).isEqualTo("http://127.0.0.1:" + port);
      assertThat(get(server.url(), null)).isEqualTo("healthy: dynamodb.us-east-1.amazonaws.com ");
      server.close();
    }
    assertThatThrownBy(() -> new Socket("127.0.0.1", port).close())
        .isInstanceOf(java.net.ConnectException.class);
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> StatorServer.start(ServerConfig.local(port, folder, true)))
          .isInstanceOf(StartException.class)
          .hasMessage(
              "Port "
                  + port
                  + " is already in use: stop the other process or choose another with --port.");
    }
  }

  @Test
  void configuredKeysAreRequired() throws Exception {
    ServerConfig local = ServerConfig.local(0, folder, true);
    try (StatorServer server =
        StatorServer.start(
            with(local, AccessKeys.of("AKID:secret", null), null, null), new EverythingKnown())) {
      HttpURLConnection post =
          (HttpURLConnection) URI.create(server.url()).toURL().openConnection();
      post.setDoOutput(true);
      post.setRequestProperty("X-Amz-Target", "DynamoDB_20120810.ListTables");
      post.setRequestProperty("Content-Type", "application/x-amz-json-1.0");
      post.getOutputStream().write("{}".getBytes(StandardCharsets.UTF_8));
      assertThat(post.getResponseCode()).isEqualTo(400);
      assertThat(new String(post.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("MissingAuthenticationTokenException");
    }
    try (StatorServer server = StatorServer.start(local, new EverythingKnown())) {
      assertThat(get(server.url(), null)).startsWith("healthy");
    }
  }

  @Test
  void tlsIsServedAndBrokenCertificatesAreNamed() throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-alias",
                    "x",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-storepass",
                    "password",
                    "-keystore",
                    store.toString()))
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "password".toCharArray());
    }
    Path certificate = pem("CERTIFICATE", keys.getCertificate("x").getEncoded());
    Path key = pem("PRIVATE KEY", keys.getKey("x", "password".toCharArray()).getEncoded());
    ServerConfig local = ServerConfig.local(0, folder, true);

    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(keys);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("x", keys.getCertificate("x"));
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (StatorServer server = StatorServer.start(with(local, AccessKeys.NONE, certificate, key))) {
      assertThat(server.url()).startsWith("https://");
      assertThat(get(server.url(), context)).startsWith("healthy");
      assertThat(get(server.url(), context)).startsWith("healthy");
    }
    assertThatThrownBy(() -> StatorServer.start(with(local, AccessKeys.NONE, key, key)))
        .isInstanceOf(StartException.class)
        .hasMessage(
            "There is no certificate in " + key + ": --tls-cert takes PEM (BEGIN CERTIFICATE).");
  }

  /** A node whose operations all exist and answer with nothing. */
  private static final class EverythingKnown implements StatorNode {
    @Override
    public RequestHandler handler() {
      return call -> call.respond(200, new byte[0]);
    }

    @Override
    public void close() {}
  }

  private Path pem(String what, byte[] der) throws Exception {
    String text =
        "-----BEGIN "
            + what
            + "-----\n"
            + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END "
            + what
            + "-----\n";
    return Files.writeString(folder.resolve(what.replace(' ', '-') + ".pem"), text);
  }

  private static String get(String url, SSLContext tls) throws Exception {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url + "/").toURL().openConnection();
    if (connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(tls.getSocketFactory());
    }
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ServerConfig with(ServerConfig base, AccessKeys keys, Path certificate, Path key) {
    return new ServerConfig(
        base.host(),
        base.port(),
        base.dataFolder(),
        base.inMemory(),
        base.region(),
        base.insecure(),
        keys,
        certificate,
        key,
        base.cacheBytes(),
        base.httpThreads(),
        base.ttlSeconds(),
        base.indexBacklogBytes());
  }
}
