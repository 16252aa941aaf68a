package dev.stator.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private final Front front = new Front(request -> new PartitionResponse.Row(null));

  @Test
  void answersAnOperation() {
    assertThat(front.call("GetItem", "{\"TableName\":\"table\",\"Key\":{\"p\":{\"S\":\"a\"}}}"))
        .isEqualTo("200 {}");
    assertThat(front.sent).hasSize(1);
  }

  @Test
  void knowsTheModelsOperations() {
    assertThat(front.dispatcher().knows("DynamoDB_20120810.GetItem")).isTrue();
    assertThat(front.dispatcher().knows("DynamoDB_20120810.ImportTable")).isTrue();
    assertThat(front.dispatcher().knows("DynamoDB_20120810.Nothing")).isFalse();
    assertThat(front.dispatcher().knows("nonsense")).isFalse();
  }

  @Test
  void refusesWhatIsNoOperation() {
    assertThat(front.call("Nothing", "{}"))
        .startsWith("400 ")
        .contains("UnknownOperationException");
  }

  @Test
  void constraintsComeBeforeTheOperation() {
    assertThat(front.call("GetItem", "{\"TableName\":\"table\"}"))
        .contains("Value null at 'key' failed to satisfy constraint: Member must not be null");
    assertThat(front.sent).isEmpty();
  }

  @Test
  void aBugIsAnInternalErrorAndIsToldOf() {
    Dispatcher broken =
        new Dispatcher(
            Map.of(
                "GetItem",
                (request, reply) -> {
                  throw new IllegalStateException("a bug");
                }),
            (text, bug) -> front.bugs.add(bug));
    assertThat(broken.knows("DynamoDB_20120810.GetItem")).isTrue();
    Front wrong = new Front(request -> new PartitionResponse.Statistics(1, 1));
    assertThat(wrong.call("GetItem", "{\"TableName\":\"table\",\"Key\":{\"p\":{\"S\":\"a\"}}}"))
        .startsWith("500 ")
        .contains("InternalServerError");
    assertThat(wrong.bugs).hasSize(1);
  }
}
