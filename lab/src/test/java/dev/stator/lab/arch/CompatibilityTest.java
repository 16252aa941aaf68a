package dev.stator.lab.arch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.process.SourceTree;
import dev.stator.model.wire.Operation;
import dev.stator.model.wire.ServiceModel;
import dev.stator.router.Operations;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/compatibility.md says of each operation is what the code does with it. */
class CompatibilityTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\w+) \\| ([^|]+?) \\|.*\\|$");

  @Test
  void thePageTellsOfEveryOperationWhatTheCodeDoes() {
    Map<String, String> page =
        states(Texts.read(SourceTree.root().resolve("docs/compatibility.md")));
    assertThat(new TreeMap<>(page)).isEqualTo(new TreeMap<>(code()));
  }

  private static Map<String, String> code() {
    Map<String, String> states = new LinkedHashMap<>();
    for (Operation operation : ServiceModel.dynamoDb().operations()) {
      String name = operation.name();
      states.put(
          name,
          Operations.NOT_AVAILABLE.contains(name)
              ? "not available"
              : Operations.ANSWERING_NONE.contains(name) ? "answers \"none\"" : "complete");
    }
    ServiceModel.streams().operations().forEach(op -> states.put(op.name(), "complete"));
    return states;
  }

  @Test
  void rowsAreRead() {
    assertThat(states("| A | B |\n|---|---|\n| Get | complete | x |\n| Put | not available | |\n"))
        .isEqualTo(Map.of("Get", "complete", "Put", "not available"));
  }

  private static Map<String, String> states(String page) {
    Map<String, String> states = new LinkedHashMap<>();
    Matcher row = ROW.matcher(page);
    while (row.find()) {
      if (!row.group(1).equals("Operation")) {
        states.put(row.group(1), row.group(2));
      }
    }
    return states;
  }
}
