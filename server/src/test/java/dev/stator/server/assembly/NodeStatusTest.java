package dev.stator.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class NodeStatusTest {
  /** Some languages have digits of their own, which are none in JSON. */
  @Test
  void itIsTheSameJsonInEveryLanguage() {
    NodeStatus status = new NodeStatus("a1", "a", true, 3, 12, 11, 5, 4, List.of(1024L, 1030L));
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(status.json().strip())
          .isEqualTo(
              "{\"node\":\"a1\",\"zone\":\"a\",\"ready\":true,\"nodes\":3,\"partitions\":12,"
                  + "\"hosted\":11,\"led\":5,\"whole\":4,\"notWhole\":[1024, 1030]}");
    } finally {
      Locale.setDefault(before);
    }
  }
}
