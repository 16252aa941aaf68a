package dev.stator.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EarlyLoadingTest {
  @ParameterizedTest
  @ValueSource(strings = {"start", "start --in-memory", "node --name a"})
  void whatServesLoadsBesideItsCommandLineAndEnds(String line) throws InterruptedException {
    Thread loading = EarlyLoading.begin(List.of(line.split(" ")));
    assertThat(loading).isNotNull();
    assertThat(loading.isDaemon()).isTrue();
    assertThat(loading.join(Duration.ofSeconds(30))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "help", "dev-cluster start", "nonsense"})
  void otherCommandsLoadNothing(String line) {
    assertThat(EarlyLoading.begin(List.of(line.split(" ")))).isNull();
  }

  @Test
  void nothingLoadsNothing() {
    assertThat(EarlyLoading.begin(List.of())).isNull();
  }
}
