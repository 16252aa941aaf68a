package dev.stator.lab.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.Machinery;
import dev.stator.lab.process.DynamoLocalProcess;
import dev.stator.lab.process.ServerProcess;
import dev.stator.lab.process.SourceTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The clients that are programs of their own: each ends with code 0 or says which answer was wrong.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ToolClientsIT {
  private static final Path SCRIPTS = SourceTree.root().resolve("lab/clients");
  private static EndpointUnderTest endpoint;

  /** Most of its time the library waits for its own timers: it does so beside all others. */
  private static final FutureTask<Boolean> KINESIS =
      new FutureTask<>(ToolClientsIT::runKinesisClientLibrary);

  @BeforeAll
  static void start() {
    endpoint = EndpointUnderTest.acquire();
    Thread.ofPlatform().daemon().name("kinesis-client-library").start(KINESIS);
  }

  @AfterAll
  static void stop() throws Exception {
    endpoint.close();
  }

  @Test
  void boto3() {
    // The system's own Python, where Debian puts python3-boto3.
    Machinery.require("boto3", "/usr/bin/python3", "-c", "import boto3");
    for (String script : List.of("boto3_check.py", "boto3_resource_check.py")) {
      succeeds(SCRIPTS, "/usr/bin/python3", SCRIPTS.resolve(script).toString(), url());
    }
  }

  @Test
  void awsCli() {
    Machinery.require("the AWS CLI", "aws", "--version");
    succeeds(SCRIPTS, SCRIPTS.resolve("cli_check.sh").toString(), url());
  }

  @Test
  void javaScript() {
    Machinery.require("node", "node", "--version");
    Machinery.require("npm", "npm", "--version");
    Path folder = SCRIPTS.resolve("js");
    succeeds(folder, "npm", "ci", "--no-audit", "--no-fund");
    for (String client : List.of("sdk", "admin", "electrodb", "toolbox", "dynamoose")) {
      succeeds(folder, "node", "--no-warnings", client + "_check.mjs", url());
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void kinesisClientLibrary() throws Exception {
    assertThat(KINESIS.get(5, TimeUnit.MINUTES)).isTrue();
  }

  private static boolean runKinesisClientLibrary() throws Exception {
    Path folder = SCRIPTS.resolve("kcl");
    Path libraries = folder.resolve("target/lib");
    if (!Files.isDirectory(libraries)) {
      String maven = SourceTree.root().resolve("mvnw").toString();
      String pom = folder.resolve("pom.xml").toString();
      succeeds(folder, maven, "-q", "-B", "-f", pom, "dependency:copy-dependencies");
    }
    try (EndpointUnderTest own = EndpointUnderTest.acquire()) {
      // A program in one file: the JVM compiles it.
      succeeds(
          folder,
          DynamoLocalProcess.javaExecutable(),
          "-cp",
          libraries + "/*",
          folder.resolve("KclCheck.java").toString(),
          own.uri().toString());
    }
    return true;
  }

  private static String url() {
    return endpoint.uri().toString();
  }

  private static void succeeds(Path folder, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    ServerProcess script = ServerProcess.start(List.of(command).toString(), builder);
    try {
      int code = script.awaitEnd(Duration.ofMinutes(3));
      assertThat(code).as("%s\n%s", script, script.output()).isZero();
      System.out.println(script.output());
    } finally {
      script.close();
    }
  }
}
